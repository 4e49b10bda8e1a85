with service_tickets as (

    select * from {{ ref('int_service_tickets_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('service_tickets') }}

select * from final
