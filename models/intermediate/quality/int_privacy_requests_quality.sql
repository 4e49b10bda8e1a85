with privacy_requests as (

    select * from {{ ref('int_privacy_requests_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('privacy_requests') }}

select * from final
