with campaigns as (

    select * from {{ ref('int_campaigns_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('campaigns') }}

select * from final
