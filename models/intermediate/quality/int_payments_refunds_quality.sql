with payments_refunds as (

    select * from {{ ref('int_payments_refunds_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('payments_refunds') }}

select * from final
