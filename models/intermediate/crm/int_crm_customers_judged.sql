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
        case
            when {{ business_date('staged.updated_at') }} > as_of.as_of_date then staged.updated_at
        end as changed_later_at
    from staged
    cross join as_of

),

-- A change after the as-of day is not known yet: such a version stands only where there is no other, the first of several
{{ judged_rows(
    'crm_customers',
    latest=['changed_later_at nulls first', 'updated_at desc nulls last', 'created_at desc nulls last']
) }}

select * from final
