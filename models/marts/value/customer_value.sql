{#- What each known customer brought and cost so far. What was bought at a cost that nobody knows has no margin, and the customer
    no value; a cost that the company does not record counts as none. -#}
{%- set owners = owner_columns('service_tickets') -%}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where not is_guest

),

revenues as (

    select * from {{ ref('int_customer_value') }}

),

preferences as (

    select * from {{ ref('int_customer_preferences') }}

),

serve_costs as (

    select * from {{ ref('int_customer_serve_costs') }}

),

acquisition_costs as (

    select * from {{ ref('int_customer_acquisition_costs') }}

),

classes as (

    select * from {{ ref('int_customer_value_classes') }}

),

limits as (

    {{ tag_limits('margin_preference', ['min_high_rate', 'max_low_rate']) }}

),

joined as (

    select
        profiles.customer_id,
        profiles.as_of_date,
        revenues.n_orders,
        revenues.sales_amount,
        revenues.refund_amount,
        revenues.net_revenue_amount,
        preferences.product_revenue_amount,
        preferences.costed_revenue_amount,
        preferences.margin_coverage_rate,
        preferences.high_margin_rate,
        preferences.net_margin_amount,
        {{ noted('coalesce(serve_costs.n_tickets, 0)', owners, 'bigint') }} as n_tickets,
        {{ noted('coalesce(serve_costs.ticket_cost_amount, 0)', owners, 'decimal(18, 4)') }} as ticket_cost_amount,
        {{ noted('coalesce(serve_costs.n_returns, 0)', return_columns(), 'bigint') }} as n_returns,
        {{ noted('coalesce(serve_costs.return_cost_amount, 0)', return_columns(), 'decimal(18, 4)') }} as return_cost_amount,
        acquisition_costs.acquisition_campaign_id,
        acquisition_costs.acquisition_cost_amount,
        classes.better_rate,
        classes.value_tier,
        classes.abc_class
    from profiles
    left join revenues on profiles.customer_id = revenues.customer_id
    left join preferences on profiles.customer_id = preferences.customer_id
    left join serve_costs on profiles.customer_id = serve_costs.customer_id
    left join acquisition_costs on profiles.customer_id = acquisition_costs.customer_id
    left join classes on profiles.customer_id = classes.customer_id

),

served as (

    select
        joined.*,
        case
            when joined.ticket_cost_amount is not null or joined.return_cost_amount is not null
                then cast(coalesce(joined.ticket_cost_amount, 0) + coalesce(joined.return_cost_amount, 0) as decimal(18, 4))
        end as cost_to_serve_amount,
        case
            when {{ reaches('joined.high_margin_rate', 'limits.min_high_rate') }} then 'high'
            when {{ stays_within('joined.high_margin_rate', 'limits.max_low_rate') }} then 'low'
            when joined.high_margin_rate is not null and limits.min_high_rate is not null then 'balanced'
        end as margin_preference,
        case
            when joined.high_margin_rate is not null
                then {{ dbt.concat([
                    percent_text('joined.high_margin_rate'),
                    "' of revenue with a known margin went to products of high margin'"
                ]) }}
        end as margin_preference_reason
    from joined
    cross join limits

),

final as (

    select
        *,
        cast(
            net_margin_amount - coalesce(cost_to_serve_amount, 0) - coalesce(acquisition_cost_amount, 0) as decimal(18, 4)
        ) as historic_clv_amount
    from served

)

select * from final
