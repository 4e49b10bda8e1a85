with sales_targets as (

    select * from {{ ref('int_sales_targets_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('sales_targets') }}

select * from final
