{{ config(materialized=staged_as('coupons')) }}

{#- A coupon whose time was extended is exported again with the later end. -#}

with coupons as (

    select * from {{ ref('stg_marketing__coupons') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('coupons', latest=['valid_to_date desc nulls last', 'valid_from_date desc nulls last']) }}

select * from final
