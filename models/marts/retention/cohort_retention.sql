with acquisition as (

    select * from {{ ref('int_customer_acquisition') }}

),

slices as (

    select * from {{ ref('int_customer_slices') }}

),

months as (

    select * from {{ ref('int_calendar_months') }}

),

customer_months as (

    select
        customer_id,
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as activity_month,
        sum(n_orders) as n_orders,
        sum(net_revenue_amount + refund_amount) as sales_amount,
        sum(refund_amount) as refund_amount,
        sum(net_revenue_amount) as net_revenue_amount
    from {{ ref('int_customer_days') }}
    group by customer_id, cast({{ dbt.date_trunc('month', 'ordered_date') }} as date)

),

cohorts as (

    select
        slices.slice_kind,
        slices.slice_value,
        acquisition.cohort_month,
        count(*) as n_customers
    from acquisition
    inner join slices on acquisition.customer_id = slices.customer_id
    group by slices.slice_kind, slices.slice_value, acquisition.cohort_month

),

activity as (

    select
        slices.slice_kind,
        slices.slice_value,
        acquisition.cohort_month,
        customer_months.activity_month,
        count(case when customer_months.n_orders > 0 then 1 end) as n_active,
        sum(customer_months.n_orders) as n_orders,
        sum(customer_months.sales_amount) as sales_amount,
        sum(customer_months.refund_amount) as refund_amount,
        sum(customer_months.net_revenue_amount) as net_revenue_amount
    from customer_months
    inner join acquisition on customer_months.customer_id = acquisition.customer_id
    inner join slices on customer_months.customer_id = slices.customer_id
    group by slices.slice_kind, slices.slice_value, acquisition.cohort_month, customer_months.activity_month

),

grid as (

    select
        cohorts.*,
        months.month_start_date as activity_month,
        months.month_number - first_months.month_number as month_index,
        months.is_complete,
        cohorts.cohort_month > min(cohorts.cohort_month) over () as has_full_history
    from cohorts
    inner join months as first_months on cohorts.cohort_month = first_months.month_start_date
    inner join months on first_months.month_number <= months.month_number

),

final as (

    select
        grid.slice_kind,
        grid.slice_value,
        grid.cohort_month,
        cast(grid.month_index as int) as month_index,
        grid.activity_month,
        cast(grid.n_customers as bigint) as n_customers,
        {% for count in ['n_active', 'n_orders'] %}
            cast(case when grid.is_complete then coalesce(activity.{{ count }}, 0) end as bigint) as {{ count }},
        {% endfor %}
        case
            when grid.is_complete then cast(coalesce(activity.n_active, 0) as double) / cast(grid.n_customers as double)
        end as retention_rate,
        {% for amount in ['sales_amount', 'refund_amount', 'net_revenue_amount'] %}
            cast(case when grid.is_complete then coalesce(activity.{{ amount }}, 0) end as decimal(18, 4)) as {{ amount }},
        {% endfor %}
        {% set total = 'cast(case when grid.is_complete then sum(coalesce(activity.net_revenue_amount, 0)) over (
            partition by grid.slice_kind, grid.slice_value, grid.cohort_month order by grid.month_index
            rows between unbounded preceding and current row
        ) end as decimal(18, 4))' %}
        {{ total }} as cumulative_revenue_amount,
        {{ mean_amount(total, 'grid.n_customers') }} as cumulative_revenue_per_customer_amount,
        grid.is_complete,
        grid.has_full_history,
        {{ is_small('grid.n_customers') }} as is_small
    from grid
    left join activity
        on
            grid.slice_kind = activity.slice_kind
            and grid.slice_value = activity.slice_value
            and grid.cohort_month = activity.cohort_month
            and grid.activity_month = activity.activity_month

)

select * from final
