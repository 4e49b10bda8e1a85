with loyalty_transactions as (

    select * from {{ ref('int_loyalty_transactions_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('loyalty_transactions') }}

select * from final
