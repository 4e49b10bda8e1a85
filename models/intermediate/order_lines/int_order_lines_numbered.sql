{{ config(materialized='view') }}

{#- Every raw line; exact repeats get a number above 1. -#}

with order_lines as (

    select * from {{ ref('stg_sales__order_lines') }}

),

repeated as (

    select * from {{ ref('int_repeated_order_lines') }}

),

final as (

    select
        order_lines.*,
        cast(1 as bigint) as repeat_number
    from order_lines
    left join repeated on order_lines.row_hash = repeated.row_hash and repeated.repeat_number = 1
    where repeated.row_hash is null
    union all
    select * from repeated

)

select * from final
