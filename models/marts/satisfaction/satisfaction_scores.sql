{#- Intervals: of a share Wilson's, of a net share Newcombe's difference of two Wilson intervals of one sample, of a mean z
    errors. -#}
{%- set keys = ['period_kind', 'period_start_date', 'slice_kind', 'slice_value', 'survey_type'] -%}

with scales as (

    select * from {{ ref('survey_scales') }}
    where score_kind <> 'gap'

),

as_of as (

    select * from {{ ref('as_of') }}

),

answers as (

    select * from {{ ref('int_survey_answers_latest') }}

),

invitations as (

    select * from {{ ref('int_survey_invitations') }}

),

answered as (

    select
        {{ keys | map('replace', 'survey_type', 'answers.survey_type') | join(', ') }},
        count(*) as n_responses,
        count(case when answers.points is null then 1 end) as n_off_scale,
        count(case when answers.is_latest then 1 end) as n_answers,
        count(case when answers.is_latest then answers.customer_id end) as n_customers,
        count(case when answers.is_latest and answers.is_favourable then 1 end) as n_favourable,
        count(case when answers.is_latest and answers.is_unfavourable then 1 end) as n_unfavourable,
        sum(case when answers.is_latest then answers.points end) as total,
        sum(case when answers.is_latest then answers.points * answers.points end) as total_of_squares
    from answers
    inner join scales on answers.survey_type = scales.survey_type
    group by {{ keys | map('replace', 'survey_type', 'answers.survey_type') | join(', ') }}

),

invited as (

    select invitations.*
    from invitations
    inner join scales on invitations.survey_type = scales.survey_type

),

counted as (

    select
        {{ keys | join(', ') }},
        {%- for count in ['n_responses', 'n_off_scale', 'n_answers', 'n_customers', 'n_favourable', 'n_unfavourable'] %}
            coalesce(answered.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        invited.n_invited,
        invited.n_invited_answered,
        answered.total,
        answered.total_of_squares
    from answered
    full outer join invited using ({{ keys | join(', ') }})

),

shares as (

    select
        counted.*,
        scales.score_kind,
        cast(counted.n_favourable as double) / nullif(counted.n_answers, 0) as favourable,
        cast(counted.n_unfavourable as double) / nullif(counted.n_answers, 0) as unfavourable,
        {{ wilson_lower('counted.n_favourable', 'counted.n_answers') }} as favourable_lower,
        {{ wilson_upper('counted.n_favourable', 'counted.n_answers') }} as favourable_upper,
        {{ wilson_lower('counted.n_unfavourable', 'counted.n_answers') }} as unfavourable_lower,
        {{ wilson_upper('counted.n_unfavourable', 'counted.n_answers') }} as unfavourable_upper,
        cast(counted.total as double) / nullif(counted.n_answers, 0) as mean_score,
        {{ sample_variance('counted.total', 'counted.total_of_squares', 'counted.n_answers') }}
        / nullif(counted.n_answers, 0) as mean_variance
    from counted
    inner join scales on counted.survey_type = scales.survey_type

),

spread as (

    select
        *,
        {{ net_share_margin('favourable', 'favourable_lower', 'unfavourable', 'unfavourable_upper') }} as net_margin_below,
        {{ net_share_margin('favourable', 'favourable_upper', 'unfavourable', 'unfavourable_lower') }} as net_margin_above
    from shares

),

dated as (

    select
        spread.*,
        as_of.as_of_date,
        first_days.first_date
    from spread
    cross join as_of
    left join {{ ref('int_survey_first_days') }} as first_days on spread.survey_type = first_days.survey_type

),

final as (

    select
        {{ keys | join(', ') }},
        n_responses,
        n_off_scale,
        n_answers,
        {{ noted('n_customers', owner_columns('survey_responses'), 'bigint') }} as n_customers,
        n_favourable,
        n_unfavourable,
        n_invited,
        cast(n_invited_answered as double) / nullif(n_invited, 0) as response_rate,
        score_kind,
        case score_kind
            when 'net_share' then 100 * (favourable - unfavourable)
            when 'favourable_share' then favourable
            else mean_score
        end as score,
        case score_kind
            when 'net_share' then 100 * (favourable - unfavourable - net_margin_below)
            when 'favourable_share' then favourable_lower
            else mean_score - {{ interval_z() }} * sqrt(mean_variance)
        end as score_lower,
        case score_kind
            when 'net_share' then 100 * (favourable - unfavourable + net_margin_above)
            when 'favourable_share' then favourable_upper
            else mean_score + {{ interval_z() }} * sqrt(mean_variance)
        end as score_upper,
        mean_score,
        {{ is_complete('period_kind', 'period_start_date', 'as_of_date', 'first_date') }} as is_complete,
        {{ is_small('n_answers') }} as is_small
    from dated

)

select * from final
