{{ config(materialized='view') }}

{#- One row per product and thing that happened to it on a day: sold in an order, given back, complained of, rated. An order sells
    it once, on its first day with it; units are of their own day, as an order may have lines on several. -#}

with items as (

    select * from {{ ref('order_items') }}
    where is_product and line_type <> 'payment'

),

complaints as (

    select * from {{ ref('int_complaints') }}
    where source_name = 'service_tickets' and product_id is not null

),

ratings as (

    select * from {{ ref('int_survey_answers') }}
    where survey_type = 'csat' and points is not null and product_id is not null

),

final as (

    select
        product_id,
        case when is_refund then 'return' else 'sale' end as event,
        order_id as event_id,
        min(customer_id) as actor_id,
        min(ordered_date) as event_date,
        min(ordered_at) as event_at,
        cast(sum(case when is_refund then abs(quantity) end) as decimal(18, 4)) as units,
        cast(null as decimal(18, 4)) as points
    from items
    group by product_id, is_refund, order_id, case when is_refund then ordered_date end
    union all
    select
        product_id,
        'sales_day' as event,
        cast(ordered_date as {{ dbt.type_string() }}) as event_id,
        cast(null as {{ dbt.type_string() }}) as actor_id,
        ordered_date as event_date,
        cast(null as timestamp) as event_at,
        cast(sum(quantity) as decimal(18, 4)) as units,
        cast(null as decimal(18, 4)) as points
    from items
    where not is_refund
    group by product_id, ordered_date
    union all
    select
        product_id,
        'complaint' as event,
        feedback_id as event_id,
        cast(null as {{ dbt.type_string() }}) as actor_id,
        complained_date as event_date,
        cast(null as timestamp) as event_at,
        cast(null as decimal(18, 4)) as units,
        cast(null as decimal(18, 4)) as points
    from complaints
    union all
    select
        product_id,
        'rating' as event,
        response_id as event_id,
        respondent_id as actor_id,
        responded_date as event_date,
        responded_at as event_at,
        cast(null as decimal(18, 4)) as units,
        points
    from ratings

)

select * from final
