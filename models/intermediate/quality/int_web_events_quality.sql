with web_events as (

    select * from {{ ref('int_web_events_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('web_events') }}

select * from final
