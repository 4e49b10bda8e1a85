{{ config(materialized=staged_as('crm_customers')) }}

with staged as (

    select * from {{ ref('stg_crm__customers') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

crm_customers as (

    select
        staged.*,
        coalesce({{ business_date('staged.updated_at') }} > as_of.as_of_date, false) as is_changed_later
    from staged
    cross join as_of

),

-- A change after the as-of day is not known yet: such a version stands only where there is no other
{{ judged_rows('crm_customers', latest=['is_changed_later', 'updated_at desc nulls last', 'created_at desc nulls last']) }}

select * from final
