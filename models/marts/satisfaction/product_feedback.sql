{#- A product is compared with all products of its category, itself among them. Where a company gives no categories they are
    all of one. -#}
{%- set complained = noted('counted.n_complaints', [('service_tickets', 'product_id')], 'bigint') -%}
{%- set returned_units = noted('counted.units_returned', return_columns(), 'decimal(18, 4)') -%}
{%- set returned = noted('counted.n_returns', return_columns(), 'bigint') -%}
{%- set rates = {'return': returned, 'complaint': noted(complained, complaint_columns(), 'bigint')} -%}

with as_of as (

    select * from {{ ref('as_of') }}

),

periods as (
    {{ period_kinds(['quarter', 'all']) }}

),

-- The events are many: added up by day, in a reading of their own that leaves out what only ratings need
daily as (

    select
        product_id,
        event,
        event_date,
        cast(count(*) as bigint) as n_events,
        sum(units) as units
    from {{ ref('int_product_feedback') }}
    where event <> 'rating'
    group by product_id, event, event_date

),

ratings as (

    select
        events.*,
        periods.period_kind,
        {{ period_start('periods.period_kind', 'events.event_date') }} as period_start_date,
        row_number() over (
            partition by
                periods.period_kind, {{ period_start('periods.period_kind', 'events.event_date') }},
                events.product_id, events.actor_id
            order by events.event_at desc, events.event_id asc
        ) as place
    from {{ ref('int_product_feedback') }} as events
    cross join periods
    where events.event = 'rating'

),

latest as (

    select
        periods.period_kind,
        {{ period_start('periods.period_kind', 'daily.event_date') }} as period_start_date,
        daily.product_id,
        daily.event,
        daily.n_events,
        daily.units,
        cast(null as decimal(18, 4)) as points
    from daily
    cross join periods
    union all
    select
        period_kind,
        period_start_date,
        product_id,
        event,
        1 as n_events,
        cast(null as decimal(18, 4)) as units,
        points
    from ratings
    where place = 1

),

counted as (

    select
        latest.period_kind,
        latest.period_start_date,
        latest.product_id,
        coalesce(products.category, 'unknown') as category,
        count(products.product_id) > 0 as is_listed,
        cast(sum(case when latest.event = 'sale' then latest.n_events else 0 end) as bigint) as n_orders,
        cast(sum(case when latest.event = 'return' then latest.n_events else 0 end) as bigint) as n_returns,
        cast(sum(case when latest.event = 'complaint' then latest.n_events else 0 end) as bigint) as n_complaints,
        cast(sum(case when latest.event = 'rating' then latest.n_events else 0 end) as bigint) as n_ratings,
        cast(sum(case when latest.event = 'sales_day' then latest.units else 0 end) as decimal(18, 4)) as units_sold,
        cast(sum(case when latest.event = 'return' then latest.units else 0 end) as decimal(18, 4)) as units_returned,
        sum(latest.points) as points
    from latest
    left join {{ ref('products') }} as products on latest.product_id = products.product_id
    group by
        latest.period_kind, latest.period_start_date, latest.product_id, coalesce(products.category, 'unknown')

),

-- A complaint about what was neither listed nor sold is of no product whose orders are counted. The more products are compared,
-- in all categories, the more lie above their own by chance
categories as (

    select
        period_kind,
        period_start_date,
        category,
        cast(sum(n_returns) as double) / nullif(sum(n_orders), 0) as return_rate,
        cast(sum(case when is_listed then n_complaints end) as double) / nullif(sum(n_orders), 0) as complaint_rate,
        cast(sum(points) as double) / nullif(sum(n_ratings), 0) as mean_rating,
        sum(sum(case when {{ is_small('n_orders') }} then 0 else 1 end)) over (partition by period_kind, period_start_date)
            as n_peers
    from counted
    group by period_kind, period_start_date, category

),

final as (

    select
        counted.period_kind,
        counted.period_start_date,
        counted.product_id,
        counted.category,
        {{ noted('counted.n_orders', product_columns(), 'bigint') }} as n_orders,
        {{ noted('counted.units_sold', product_columns(), 'decimal(18, 4)') }} as units_sold,
        {{ noted(returned_units, product_columns(), 'decimal(18, 4)') }} as units_returned,
        {%- for rate, n in rates.items() %}
            {%- set at_most = 'case when ' ~ n ~ ' > counted.n_orders then counted.n_orders else ' ~ n ~ ' end' %}
            {%- set above = is_above_chance(at_most, 'counted.n_orders', 'categories.' ~ rate ~ '_rate', 'categories.n_peers') %}
            {{ n }} as n_{{ rate }}s,
            cast({{ n }} as double) / nullif(counted.n_orders, 0) as {{ rate }}_rate,
            {{ wilson_lower(at_most, 'counted.n_orders') }} as {{ rate }}_rate_lower,
            {{ wilson_upper(at_most, 'counted.n_orders') }} as {{ rate }}_rate_upper,
            cast({{ n }} as double) / nullif(counted.n_orders, 0) / nullif(categories.{{ rate }}_rate, 0) as {{ rate }}_lift,
            case when {{ n }} is not null then {{ above }} and not {{ is_small('counted.n_orders') }} end
                as is_{{ rate }}_rate_high,
        {%- endfor %}
        {{ noted('counted.n_ratings', [('survey_responses', 'product_id')], 'bigint') }} as n_ratings,
        cast(counted.points as double) / nullif(counted.n_ratings, 0) as mean_rating,
        cast(counted.points as double) / nullif(counted.n_ratings, 0) - categories.mean_rating as rating_difference,
        {{ is_complete('counted.period_kind', 'counted.period_start_date', 'as_of.as_of_date') }} as is_complete,
        {{ is_small('counted.n_orders') }} as is_small
    from counted
    inner join categories using (period_kind, period_start_date, category)
    cross join as_of

)

select * from final
