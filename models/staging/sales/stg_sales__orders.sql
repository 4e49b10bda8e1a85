{{ config(materialized=staged_as('orders')) }}

{%- set columns = [
    'order_id', 'customer_id', 'ordered_at', 'status', 'channel', 'store', 'region', 'country', 'currency', 'order_amount',
    'discount_amount', 'shipping_amount', 'coupon_code', 'email', 'phone', 'loyalty_member_id', 'campaign_id'
] -%}

with raw_orders as (

    select {{ plain_columns(columns) }}
    from {{ raw('orders') }}

),

typed as (

    select
        {{ plain_id('order_id') }} as order_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ known_id('loyalty_member_id') }} as loyalty_member_id,
        {{ known_id('campaign_id') }} as campaign_id,
        {{ known_id('coupon_code') }} as coupon_code,

        {{ known_text('store') }} as store,
        {{ known_text('region') }} as region,
        {{ lower_text(known_text('status')) }} as status_spelling,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ upper_text(known_text('country')) }} as country_alias,
        {{ currency_code('currency') }} as currency,
        {{ email_text('email') }} as email_text,
        {{ phone_text('phone') }} as phone_text,

        {{ to_amount('order_amount') }} as order_amount,
        {{ to_amount('discount_amount') }} as discount_amount,
        {{ to_amount('shipping_amount') }} as shipping_amount,

        {{ any_to_timestamp('ordered_at') }} as ordered_at,

        {{ raw_names(columns) }}
    from raw_orders

),

final as (

    select
        {{ raw_row_hash(columns, ['order_amount', 'discount_amount', 'shipping_amount', 'ordered_at']) }} as row_hash,
        typed.*,
        coalesce(statuses.code, typed.status_spelling) as status,
        coalesce(channels.code, typed.channel_spelling) as channel,
        countries.country_code,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email,
        case when placeholder_phones.value is null then {{ to_e164('typed.phone_text', 'countries.country_code') }} end as phone,
        {{ is_mobile('phone') }} as is_mobile,
        {{ business_date('typed.ordered_at') }} as ordered_date
    from typed
    left join {{ ref('code_spellings') }} as statuses
        on statuses.code_list = 'order_status' and typed.status_spelling = statuses.spelling
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling
    left join {{ ref('country_codes') }} as countries on typed.country_alias = countries.country_alias
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value
    left join {{ ref('placeholder_values') }} as placeholder_phones
        on placeholder_phones.kind = 'phone' and typed.phone_text = placeholder_phones.value

)

select * from final
