{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'campaign_id', 'campaign_name', 'channel', 'objective', 'cost_amount', 'currency', 'started_at', 'ended_at',
    'holdout_share', 'offer', 'updated_at'
] -%}

with raw_campaigns as (

    select {{ plain_columns(columns) }}
    from {{ raw('campaigns') }}

),

typed as (

    select
        {{ known_id('campaign_id') }} as campaign_id,

        {{ known_text('campaign_name') }} as campaign_name,
        {{ lower_text(known_text('objective')) }} as objective,
        {{ known_text('offer') }} as offer,
        {{ lower_text(known_text('channel')) }} as channel_spelling,
        {{ currency_code('currency') }} as currency,

        {{ to_amount('cost_amount') }} as cost_amount,
        {{ to_amount('holdout_share', 9, 6, is_share=true) }} as holdout_share,

        {{ any_to_timestamp('started_at') }} as started_at,
        {{ any_to_timestamp('ended_at') }} as ended_at,
        {{ any_to_timestamp('updated_at') }} as updated_at,

        {{ raw_names(columns) }}
    from raw_campaigns

),

final as (

    select
        {{ raw_row_hash(columns, ['cost_amount', 'holdout_share', 'started_at', 'ended_at', 'updated_at']) }} as row_hash,
        typed.*,
        coalesce(channels.code, typed.channel_spelling) as channel
    from typed
    left join {{ ref('code_spellings') }} as channels
        on channels.code_list = 'channel' and typed.channel_spelling = channels.spelling

)

select * from final
