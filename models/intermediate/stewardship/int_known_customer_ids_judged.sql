{{ config(materialized=staged_as('known_customer_ids')) }}

with known_customer_ids as (

    select * from {{ ref('stg_stewardship__known_customer_ids') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('known_customer_ids', rules={
    'unknown_subject': "known_customer_ids.subject not in ('record', 'customer')",
}) }}

select * from final
