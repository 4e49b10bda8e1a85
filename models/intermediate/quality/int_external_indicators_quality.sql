with external_indicators as (

    select * from {{ ref('int_external_indicators_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('external_indicators') }}

select * from final
