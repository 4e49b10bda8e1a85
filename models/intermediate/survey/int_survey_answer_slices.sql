{#- Answers by what they can be compared by. What is not known is 'unknown', so that every kind of slice has all answers. An
    invitation keeps the segment it was sent to, whatever its reader is by the answer. -#}
{%- set slices = {
    'all': "'all'", 'survey_channel': 'answers.channel', 'order_channel': 'orders.channel',
    'region': 'coalesce(orders.region, profiles.region)', 'product': 'answers.product_id', 'category': 'products.category',
    'segment': "case when answers.customer_id is not null then coalesce(segments.segment, 'none') end",
    'customer_type': 'profiles.customer_type',
} -%}

with answers as (

    select
        *,
        coalesce(responded_date, invited_date) as answer_date
    from {{ ref('int_survey_answers') }}

),

orders as (

    select * from {{ ref('orders') }}

),

products as (

    select * from {{ ref('products') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

segments as (

    select * from {{ ref('rfm_scores_monthly') }}

),

described as (

    select
        answers.response_id,
        answers.customer_id,
        answers.respondent_id,
        answers.survey_type,
        answers.points,
        answers.is_favourable,
        answers.is_unfavourable,
        answers.is_answered,
        answers.invited_date,
        answers.responded_at,
        {%- for kind, value in slices.items() %}
            coalesce({{ value }}, 'unknown') as {{ kind }}_value,
        {%- endfor %}
        case
            when answers.customer_id is null then 'unknown' else coalesce(invited_segments.segment, 'none')
        end as invited_segment,
        answers.responded_date
    from answers
    left join orders on answers.order_id = orders.order_id
    left join products on answers.product_id = products.product_id
    left join profiles on answers.customer_id = profiles.customer_id
    left join segments
        on
            answers.customer_id = segments.customer_id
            and cast({{ dbt.last_day(dbt.dateadd('month', -1, 'answers.answer_date'), 'month') }} as date)
            = segments.snapshot_date
    left join segments as invited_segments
        on
            answers.customer_id = invited_segments.customer_id
            and cast({{ dbt.last_day(dbt.dateadd('month', -1, 'answers.invited_date'), 'month') }} as date)
            = invited_segments.snapshot_date

),

kinds as (

    {% for kind in slices %}
        select '{{ kind }}' as slice_kind
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        described.response_id,
        described.customer_id,
        described.respondent_id,
        kinds.slice_kind,
        case kinds.slice_kind
            {%- for kind in slices %}
                when '{{ kind }}' then described.{{ kind }}_value
            {%- endfor %}
        end as slice_value,
        described.invited_segment,
        described.survey_type,
        described.points,
        described.is_favourable,
        described.is_unfavourable,
        described.is_answered,
        described.invited_date,
        described.responded_at,
        described.responded_date
    from described
    cross join kinds

)

select * from final
