{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'touch_id', 'campaign_id', 'customer_id', 'email', 'is_holdout', 'sent_at', 'delivered_at', 'opened_at', 'clicked_at',
    'converted_at', 'order_id'
] -%}

with raw_campaign_touches as (

    select {{ plain_columns(columns) }}
    from {{ raw('campaign_touches') }}

),

typed as (

    select
        {{ plain_id('touch_id') }} as touch_id,
        {{ known_id('campaign_id') }} as campaign_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ plain_id('order_id') }} as order_id,

        {{ email_text('email') }} as email_text,

        {{ to_boolean('is_holdout') }} as is_holdout,

        {{ any_to_timestamp('sent_at') }} as sent_at,
        {{ any_to_timestamp('delivered_at') }} as delivered_at,
        {{ any_to_timestamp('opened_at') }} as opened_at,
        {{ any_to_timestamp('clicked_at') }} as clicked_at,
        {{ any_to_timestamp('converted_at') }} as converted_at,

        {{ raw_names(columns) }}
    from raw_campaign_touches

),

final as (

    select
        {{ raw_row_hash(columns, ['sent_at', 'delivered_at', 'opened_at', 'clicked_at', 'converted_at']) }} as row_hash,
        typed.*,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email
    from typed
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value

)

select * from final
