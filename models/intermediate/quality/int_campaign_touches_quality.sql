with campaign_touches as (

    select * from {{ ref('int_campaign_touches_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('campaign_touches') }}

select * from final
