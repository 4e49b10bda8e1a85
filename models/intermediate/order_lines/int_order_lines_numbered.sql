{{ config(materialized='view') }}

{#- Exact repeats get a number above 1. They are identical in every column, so which of them is first says nothing. -#}

with order_lines as (

    select * from {{ ref('stg_sales__order_lines') }}

),

final as (

    select
        *,
        row_number() over (partition by row_hash order by row_hash) as repeat_number
    from order_lines

)

select * from final
