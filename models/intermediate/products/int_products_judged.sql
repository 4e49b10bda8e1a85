with products as (

    select * from {{ ref('stg_sales__products') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('products') }}

select * from final
