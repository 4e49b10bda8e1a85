{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'loyalty_transaction_id', 'loyalty_member_id', 'transaction_type', 'points', 'order_id', 'occurred_at'
] -%}

with raw_loyalty_transactions as (

    select {{ plain_columns(columns) }}
    from {{ raw('loyalty_transactions') }}

),

typed as (

    select
        {{ plain_id('loyalty_transaction_id') }} as loyalty_transaction_id,
        {{ known_id('loyalty_member_id') }} as loyalty_member_id,
        {{ plain_id('order_id') }} as order_id,

        {{ lower_text(known_text('transaction_type')) }} as transaction_type_spelling,

        {{ to_amount('points') }} as points,

        {{ any_to_timestamp('occurred_at') }} as occurred_at,

        {{ raw_names(columns) }}
    from raw_loyalty_transactions

),

final as (

    select
        {{ raw_row_hash(columns, ['points', 'occurred_at']) }} as row_hash,
        typed.*,
        coalesce(transaction_types.code, typed.transaction_type_spelling) as transaction_type,
        {{ business_date('typed.occurred_at') }} as occurred_date
    from typed
    left join {{ ref('code_spellings') }} as transaction_types
        on transaction_types.code_list = 'point_movement' and typed.transaction_type_spelling = transaction_types.spelling

)

select * from final
