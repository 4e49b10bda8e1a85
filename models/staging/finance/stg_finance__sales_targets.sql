{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'target_month', 'region', 'channel', 'category', 'target_amount', 'currency'
] -%}

with raw_sales_targets as (

    select {{ plain_columns(columns) }}
    from {{ raw('sales_targets') }}

),

typed as (

    select
        {{ known_text('region') }} as region,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ known_text('category') }} as category,
        {{ currency_code('currency') }} as currency,

        {{ to_amount('target_amount') }} as target_amount,

        {{ any_to_date('target_month') }} as target_month,

        {{ raw_names(columns) }}
    from raw_sales_targets

),

final as (

    select
        {{ raw_row_hash(columns, ['target_amount', 'target_month']) }} as row_hash,
        typed.*,
        coalesce(channels.code, typed.channel_spelling) as channel
    from typed
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling

)

select * from final
