with products as (

    select * from {{ ref('int_products_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('products') }}

select * from final
