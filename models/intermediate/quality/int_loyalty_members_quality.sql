with loyalty_members as (

    select * from {{ ref('int_loyalty_members_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('loyalty_members') }}

select * from final
