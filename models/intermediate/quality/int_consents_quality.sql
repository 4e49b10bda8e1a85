with consents as (

    select * from {{ ref('int_consents_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('consents') }}

select * from final
