with known_customer_ids as (

    select * from {{ ref('int_known_customer_ids_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('known_customer_ids') }}

select * from final
