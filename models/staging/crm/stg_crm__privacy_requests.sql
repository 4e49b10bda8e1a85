{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'request_id', 'customer_id', 'email', 'request_type', 'requested_at', 'completed_at'
] -%}

with raw_privacy_requests as (

    select {{ plain_columns(columns) }}
    from {{ raw('privacy_requests') }}

),

typed as (

    select
        {{ plain_id('request_id') }} as request_id,
        {{ known_id('customer_id') }} as customer_id,

        {{ lower_text(known_text('request_type')) }} as request_type,
        {{ email_text('email') }} as email_text,

        {{ any_to_timestamp('requested_at') }} as requested_at,
        {{ any_to_timestamp('completed_at') }} as completed_at,

        {{ raw_names(columns) }}
    from raw_privacy_requests

),

final as (

    select
        {{ raw_row_hash(columns, ['requested_at', 'completed_at']) }} as row_hash,
        typed.*,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email
    from typed
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value

)

select * from final
