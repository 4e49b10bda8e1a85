with coupons as (

    select * from {{ ref('int_coupons_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('coupons') }}

select * from final
