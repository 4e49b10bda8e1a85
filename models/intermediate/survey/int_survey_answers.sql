{#- An answer on another scale is moved in proportion onto the scale of its kind, seed survey_scales, where that kind allows
    it. No input tells where another scale begins: its answers do. The two best of ten are not those of five in proportion, so
    that such scales have a line of their own. -#}

with responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

scales as (

    select * from {{ ref('survey_scales') }}

),

scale_lines as (

    select * from {{ ref('survey_scale_lines') }}

),

scaled as (

    select
        responses.*,
        scales.lowest,
        scales.highest,
        scales.is_convertible,
        scales.favourable_from,
        scales.unfavourable_to,
        coalesce(responses.scale_max, scales.highest) as own_highest
    from responses
    left join scales on responses.survey_type = scales.survey_type

),

bounded as (

    select
        *,
        case
            when
                own_highest <> highest
                and (
                    own_highest <= lowest
                    or min(case when score >= 0 then score end) over (partition by survey_type, own_highest) < lowest
                )
                then 0
            else lowest
        end as own_lowest
    from scaled

),

measured as (

    select
        *,
        case
            when
                score between own_lowest and own_highest
                and own_highest > own_lowest
                and (is_convertible or own_highest = highest)
                then {{ ten_thousandths(
                    '(lowest + cast((score - own_lowest) * (highest - lowest) as double)'
                    ~ ' / nullif(cast(own_highest - own_lowest as double), 0)) * 10000'
                ) }}
        end as points
    from bounded

),

final as (

    select
        measured.response_id,
        customer_ids.customer_id,
        coalesce(customer_ids.customer_id, {{ dbt.concat(["'response '", 'measured.response_id']) }}) as respondent_id,
        measured.product_id,
        measured.order_id,
        measured.survey_type,
        measured.dimension,
        measured.aspect,
        measured.question,
        measured.channel,
        measured.points,
        case
            when scale_lines.favourable_from is null then measured.points >= measured.favourable_from
            when measured.points is not null then measured.score >= scale_lines.favourable_from
        end as is_favourable,
        measured.points <= measured.unfavourable_to as is_unfavourable,
        measured.score,
        measured.own_highest as scale_max,
        measured.responded_at is not null as is_answered,
        measured.comment is not null as has_comment,
        {{ business_date('measured.invited_at') }} as invited_date,
        measured.responded_at,
        measured.responded_date
    from measured
    left join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'measured.customer_id', email='measured.email') }}
            = customer_ids.record_id
    left join scale_lines
        on measured.survey_type = scale_lines.survey_type and measured.own_highest = scale_lines.scale_max

)

select * from final
