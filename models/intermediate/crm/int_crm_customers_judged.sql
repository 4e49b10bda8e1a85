{{ config(materialized=staged_as('crm_customers')) }}

with crm_customers as (

    select * from {{ ref('stg_crm__customers') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('crm_customers', latest=['updated_at desc nulls last', 'created_at desc nulls last']) }}

select * from final
