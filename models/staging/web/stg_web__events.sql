{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'event_id', 'anonymous_id', 'login_id', 'event_type', 'product_id', 'page_url', 'utm_source', 'utm_medium',
    'utm_campaign', 'device', 'occurred_at'
] -%}

with raw_web_events as (

    select {{ plain_columns(columns) }}
    from {{ raw('web_events') }}

),

typed as (

    select
        {{ plain_id('event_id') }} as event_id,
        {{ known_id('anonymous_id') }} as anonymous_id,
        {{ known_id('login_id') }} as login_id,
        {{ plain_id('product_id') }} as product_id,

        {{ lower_text(known_text('event_type')) }} as event_type_spelling,
        {{ known_text('page_url') }} as page_url,
        {{ lower_text(known_text('utm_source')) }} as utm_source,
        {{ lower_text(known_text('utm_medium')) }} as utm_medium,
        {{ lower_text(known_text('utm_campaign')) }} as utm_campaign,
        {{ lower_text(known_text('device')) }} as device,

        {{ any_to_timestamp('occurred_at') }} as occurred_at,

        {{ raw_names(columns) }}
    from raw_web_events

),

final as (

    select
        {{ raw_row_hash(columns, ['occurred_at']) }} as row_hash,
        typed.*,
        coalesce(event_types.code, typed.event_type_spelling) as event_type,
        {{ business_date('typed.occurred_at') }} as occurred_date
    from typed
    left join {{ ref('code_spellings') }} as event_types
        on event_types.code_list = 'web_event' and typed.event_type_spelling = event_types.spelling

)

select * from final
