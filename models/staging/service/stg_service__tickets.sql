{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'ticket_id', 'customer_id', 'email', 'phone', 'category', 'topic', 'channel', 'priority', 'product_id', 'order_id',
    'opened_at', 'first_response_at', 'closed_at', 'reopened_count', 'satisfaction_score', 'description'
] -%}

with raw_service_tickets as (

    select {{ plain_columns(columns, unfolded=['description']) }}
    from {{ raw('service_tickets') }}

),

typed as (

    select
        {{ plain_id('ticket_id') }} as ticket_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ plain_id('product_id') }} as product_id,
        {{ plain_id('order_id') }} as order_id,

        {{ lower_text(known_text('category')) }} as category_spelling,
        {{ lower_text(known_text('topic')) }} as topic,
        {{ lower_text(known_text('priority')) }} as priority,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ email_text('email') }} as email_text,
        {{ phone_text('phone') }} as phone_text,
        description,

        {{ to_integer('reopened_count') }} as reopened_count,
        {{ to_amount('satisfaction_score') }} as satisfaction_score,

        {{ any_to_timestamp('opened_at') }} as opened_at,
        {{ any_to_timestamp('first_response_at') }} as first_response_at,
        {{ any_to_timestamp('closed_at') }} as closed_at,

        {{ raw_names(columns) }}
    from raw_service_tickets

),

final as (

    select
        {{ raw_row_hash(columns, [
            'reopened_count', 'satisfaction_score', 'opened_at', 'first_response_at', 'closed_at'
        ]) }} as row_hash,
        typed.*,
        coalesce(categories.code, typed.category_spelling) as category,
        coalesce(channels.code, typed.channel_spelling) as channel,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email,
        case when placeholder_phones.value is null then {{ to_e164('typed.phone_text') }} end as phone,
        {{ is_mobile('phone') }} as is_mobile,
        {{ business_date('typed.opened_at') }} as opened_date
    from typed
    left join {{ ref('code_spellings') }} as categories
        on categories.code_list = 'ticket_category' and typed.category_spelling = categories.spelling
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value
    left join {{ ref('placeholder_values') }} as placeholder_phones
        on placeholder_phones.kind = 'phone' and typed.phone_text = placeholder_phones.value

)

select * from final
