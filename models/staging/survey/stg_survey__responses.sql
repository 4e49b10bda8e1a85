{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'response_id', 'customer_id', 'email', 'survey_type', 'question', 'dimension', 'aspect', 'score', 'scale_max', 'channel',
    'product_id', 'order_id', 'invited_at', 'responded_at', 'comment'
] -%}

with raw_survey_responses as (

    select {{ plain_columns(columns, unfolded=['question', 'comment']) }}
    from {{ raw('survey_responses') }}

),

typed as (

    select
        {{ plain_id('response_id') }} as response_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ plain_id('product_id') }} as product_id,
        {{ plain_id('order_id') }} as order_id,

        {{ lower_text(known_text('survey_type')) }} as survey_type,
        {{ lower_text(known_text('dimension')) }} as dimension,
        {{ lower_text(known_text('aspect')) }} as aspect_spelling,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ email_text('email') }} as email_text,
        question,
        comment,

        {{ to_amount('score') }} as score,
        {{ to_amount('scale_max') }} as scale_max,

        {{ any_to_timestamp('invited_at') }} as invited_at,
        {{ any_to_timestamp('responded_at') }} as responded_at,

        {{ raw_names(columns) }}
    from raw_survey_responses

),

final as (

    select
        {{ raw_row_hash(columns, ['score', 'scale_max', 'invited_at', 'responded_at']) }} as row_hash,
        typed.*,
        coalesce(aspects.code, typed.aspect_spelling) as aspect,
        coalesce(channels.code, typed.channel_spelling) as channel,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email,
        {{ business_date('typed.responded_at') }} as responded_date
    from typed
    left join {{ ref('code_spellings') }} as aspects
        on aspects.code_list = 'servqual_aspect' and typed.aspect_spelling = aspects.spelling
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value

)

select * from final
