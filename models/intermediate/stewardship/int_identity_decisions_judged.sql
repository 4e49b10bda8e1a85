{{ config(materialized=staged_as('identity_decisions')) }}

{#- Identifiers are in capitals and the md5 of a contact in small letters: a record is found by either. -#}

with staged as (

    select * from {{ ref('stg_stewardship__identity_decisions') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

identity_decisions as (

    select
        staged.*,
        coalesce(left_records.record_id, left_contacts.record_id) as left_record,
        coalesce(right_records.record_id, right_contacts.record_id) as right_record
    from staged
    {%- for side in ['left', 'right'] %}
    left join records as {{ side }}_records
        on {{ dbt.concat(['staged.' ~ side ~ '_source', "':'", 'staged.' ~ side ~ '_id']) }} = {{ side }}_records.record_id
    left join records as {{ side }}_contacts
        on
            {{ dbt.concat(['staged.' ~ side ~ '_source', "':'", lower_text('staged.' ~ side ~ '_id')]) }}
            = {{ side }}_contacts.record_id
    {%- endfor %}

),

{{ judged_rows('identity_decisions', latest=['decided_at desc nulls last'], rules={
    'unknown_decision': "identity_decisions.decision not in ('always', 'never', 'split')",
    'missing_key': "identity_decisions.right_id is null and identity_decisions.decision <> 'split'",
    'unknown_record': 'identity_decisions.left_record is null'
        ~ ' or (identity_decisions.right_record is null and identity_decisions.right_id is not null)',
    'same_record': 'identity_decisions.left_record = identity_decisions.right_record',
}) }}

select * from final
