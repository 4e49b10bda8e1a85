{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'build_number', 'as_of_date', 'subject', 'subject_id', 'customer_id', 'previous_customer_id', 'known_at'
] -%}

{#- Ids come as this project wrote them: their spelling is theirs. -#}

with raw_known_customer_ids as (

    select {{ plain_columns(columns) }}
    from {{ raw('known_customer_ids') }}

),

typed as (

    select
        {{ known_text('subject_id') }} as subject_id,
        {{ known_text('customer_id') }} as customer_id,
        {{ known_text('previous_customer_id') }} as previous_customer_id,

        {{ lower_text(known_text('subject')) }} as subject,

        {{ to_integer('build_number') }} as build_number,

        {{ any_to_date('as_of_date') }} as as_of_date,
        {{ any_to_timestamp('known_at') }} as known_at,

        {{ raw_names(columns) }}
    from raw_known_customer_ids

),

final as (

    select
        {{ raw_row_hash(columns, ['build_number', 'as_of_date', 'known_at']) }} as row_hash,
        typed.*
    from typed

)

select * from final
