{{ config(materialized=staged_as('crm_customers')) }}

with crm_customers as (

    select * from {{ ref('stg_crm__customers') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('crm_customers', changed_at='updated_at', latest=['created_at desc nulls last']) }}

select * from final
