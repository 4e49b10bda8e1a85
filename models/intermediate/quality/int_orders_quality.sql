with orders as (

    select * from {{ ref('int_orders_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('orders', typed={'country': 'orders.country_code'}) }}

select * from final
