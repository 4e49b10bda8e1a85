with identity_decisions as (

    select * from {{ ref('int_identity_decisions_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('identity_decisions') }}

select * from final
