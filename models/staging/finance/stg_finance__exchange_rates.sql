{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'rate_date', 'currency', 'rate'
] -%}

with raw_exchange_rates as (

    select {{ plain_columns(columns) }}
    from {{ raw('exchange_rates') }}

),

typed as (

    select
        {{ currency_code('currency') }} as currency,

        {{ to_amount('rate', 18, 12) }} as rate,

        {{ any_to_date('rate_date') }} as rate_date,

        {{ raw_names(columns) }}
    from raw_exchange_rates

),

final as (

    select
        {{ raw_row_hash(columns, ['rate_date'], {'rate': 12}) }} as row_hash,
        typed.*
    from typed

)

select * from final
