{{ config(materialized=staged_as('products')) }}

with products as (

    select * from {{ ref('stg_sales__products') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('products', changed_at='updated_at', latest=['launched_date desc nulls last']) }}

select * from final
