with order_items as (

    select * from {{ ref('int_order_items_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('order_items') }}

select * from final
