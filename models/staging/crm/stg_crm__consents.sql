{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'consent_id', 'customer_id', 'email', 'channel', 'purpose', 'status', 'changed_at', 'source'
] -%}

with raw_consents as (

    select {{ plain_columns(columns) }}
    from {{ raw('consents') }}

),

typed as (

    select
        {{ plain_id('consent_id') }} as consent_id,
        {{ known_id('customer_id') }} as customer_id,

        {{ lower_text(known_text('purpose')) }} as purpose_spelling,
        {{ lower_text(known_text('source')) }} as source,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ lower_text(known_text('status')) }} as status_spelling,
        {{ email_text('email') }} as email_text,

        {{ any_to_timestamp('changed_at') }} as changed_at,

        {{ raw_names(columns) }}
    from raw_consents

),

final as (

    select
        {{ raw_row_hash(columns, ['changed_at']) }} as row_hash,
        typed.*,
        coalesce(statuses.code, typed.status_spelling) as status,
        -- Who asks for a newsletter has not asked for calls.
        coalesce(
            channels.code, typed.channel_spelling,
            case when purposes.code = 'newsletter' and coalesce(statuses.code, typed.status_spelling) = 'granted' then 'email' end
        ) as channel,
        coalesce(purposes.code, typed.purpose_spelling) as purpose,
        -- Who withdraws what nobody has heard of may mean all messages: better one too few.
        coalesce(
            purposes.code,
            case when coalesce(statuses.code, typed.status_spelling) = 'granted' then typed.purpose_spelling end,
            'marketing'
        ) in ('marketing', 'newsletter') as is_of_marketing,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email
    from typed
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling
    left join {{ ref('code_spellings') }} as statuses
        on statuses.code_list = 'consent_status' and typed.status_spelling = statuses.spelling
    left join {{ ref('code_spellings') }} as purposes
        on purposes.code_list = 'consent_purpose' and typed.purpose_spelling = purposes.spelling
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value

)

select * from final
