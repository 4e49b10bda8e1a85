{#- Sales of both periods of each comparison by slice and by what the customer did. That is one thing per customer and comparison,
    over all the customer bought, so that the slices of a kind add up to the whole at every step. -#}

with changes as (

    select * from {{ ref('int_customer_changes') }}

),

first_sales as (

    select
        customer_id,
        min(month_date) as first_month
    from {{ ref('int_customer_sales') }}
    where slice_kind = 'all' and sales_amount > 0
    group by customer_id

),

segments as (

    select * from {{ ref('int_customer_segments') }}

),

customer_steps as (

    select
        changes.comparison,
        changes.period_start_date,
        changes.customer_id,
        case
            when changes.is_guest then 'guests'
            when changes.later_sales_amount > 0 and changes.earlier_sales_amount <= 0
                then case when first_sales.first_month < changes.period_start_date then 'returned' else 'new' end
            when changes.later_sales_amount <= 0 and changes.earlier_sales_amount > 0 then 'not_again'
            when changes.later_sales_amount >= changes.earlier_sales_amount then 'retained_up'
            else 'retained_down'
        end as step
    from changes
    left join first_sales on changes.customer_id = first_sales.customer_id
    where changes.slice_kind = 'all'

),

kinds as (

    select distinct slice_kind
    from {{ ref('int_customer_slices') }}
    where slice_kind <> 'all'

),

sliced as (

    select
        changes.*,
        changes.slice_kind as reported_kind,
        changes.slice_value as reported_value
    from changes
    union all
    select
        changes.*,
        slices.slice_kind as reported_kind,
        slices.slice_value as reported_value
    from changes
    inner join {{ ref('int_customer_slices') }} as slices on changes.customer_id = slices.customer_id
    where changes.slice_kind = 'all' and slices.slice_kind <> 'all'
    union all
    select
        changes.*,
        kinds.slice_kind as reported_kind,
        case when changes.is_guest then 'guest' else 'unknown' end as reported_value
    from changes
    left join {{ ref('int_customer_acquisition') }} as acquisition on changes.customer_id = acquisition.customer_id
    cross join kinds
    where changes.slice_kind = 'all' and acquisition.customer_id is null
    union all
    select
        changes.*,
        'segment' as reported_kind,
        case when changes.is_guest then 'guest' else coalesce(segments.segment, 'none') end as reported_value
    from changes
    left join segments
        on changes.customer_id = segments.customer_id and changes.period_start_date = segments.month_date
    where changes.slice_kind = 'all'

),

final as (

    select
        sliced.comparison,
        sliced.period_start_date,
        sliced.reported_kind as slice_kind,
        sliced.reported_value as slice_value,
        customer_steps.step,
        {% for side in ['earlier', 'later'] %}
            count(case when sliced.{{ side }}_sales_amount > 0 and not sliced.is_guest then 1 end) as {{ side }}_n_customers,
            cast(sum(sliced.{{ side }}_n_orders) as bigint) as {{ side }}_n_orders,
            {% for amount in ['units', 'sales_amount', 'refund_amount'] %}
                cast(sum(sliced.{{ side }}_{{ amount }}) as decimal(18, 4)) as {{ side }}_{{ amount }},
            {% endfor %}
        {% endfor %}
        count(case when sliced.earlier_sales_amount > 0 or sliced.later_sales_amount > 0 then 1 end) as n_customers
    from sliced
    inner join customer_steps
        on
            sliced.comparison = customer_steps.comparison
            and sliced.period_start_date = customer_steps.period_start_date
            and sliced.customer_id = customer_steps.customer_id
    group by
        sliced.comparison, sliced.period_start_date, sliced.reported_kind, sliced.reported_value, customer_steps.step

)

select * from final
