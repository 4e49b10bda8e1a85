{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'coupon_code', 'discount_type', 'discount_value', 'valid_from_date', 'valid_to_date', 'campaign_id'
] -%}

with raw_coupons as (

    select {{ plain_columns(columns) }}
    from {{ raw('coupons') }}

),

typed as (

    select
        {{ known_id('coupon_code') }} as coupon_code,
        {{ known_id('campaign_id') }} as campaign_id,

        {{ lower_text(known_text('discount_type')) }} as discount_type,

        {{ to_amount(regexp_replace_all('discount_value', '[%％]', '')) }} as discount_value,

        {{ any_to_date('valid_from_date') }} as valid_from_date,
        {{ any_to_date('valid_to_date') }} as valid_to_date,

        {{ raw_names(columns) }}
    from raw_coupons

),

final as (

    select
        {{ raw_row_hash(columns, ['discount_value', 'valid_from_date', 'valid_to_date']) }} as row_hash,
        typed.*
    from typed

)

select * from final
