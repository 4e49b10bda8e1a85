{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'indicator_month', 'indicator_name', 'indicator_value'
] -%}

with raw_external_indicators as (

    select {{ plain_columns(columns) }}
    from {{ raw('external_indicators') }}

),

typed as (

    select
        {{ lower_text(known_text('indicator_name')) }} as indicator_name,

        {{ to_amount('indicator_value', 22, 8, is_share=true) }} as indicator_value,

        {{ any_to_date('indicator_month') }} as indicator_month,

        {{ raw_names(columns) }}
    from raw_external_indicators

),

final as (

    select
        {{ raw_row_hash(columns, ['indicator_month'], {'indicator_value': 8}) }} as row_hash,
        typed.*
    from typed

)

select * from final
