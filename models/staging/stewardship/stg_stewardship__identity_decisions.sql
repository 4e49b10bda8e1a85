{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'decision_id', 'decision', 'left_source', 'left_id', 'right_source', 'right_id', 'decided_at', 'decided_by', 'note'
] -%}

with raw_identity_decisions as (

    select {{ plain_columns(columns, unfolded=['note']) }}
    from {{ raw('identity_decisions') }}

),

typed as (

    select
        {{ plain_id('decision_id') }} as decision_id,
        {{ plain_id('left_id') }} as left_id,
        {{ plain_id('right_id') }} as right_id,

        {{ lower_text(known_text('decision')) }} as decision,
        {{ lower_text(known_text('left_source')) }} as left_source,
        {{ lower_text(known_text('right_source')) }} as right_source,
        {{ known_text('decided_by') }} as decided_by,
        {{ known_text('note') }} as note,

        {{ any_to_timestamp('decided_at') }} as decided_at,

        {{ raw_names(columns) }}
    from raw_identity_decisions

),

final as (

    select
        {{ raw_row_hash(columns, ['decided_at']) }} as row_hash,
        typed.*
    from typed

)

select * from final
