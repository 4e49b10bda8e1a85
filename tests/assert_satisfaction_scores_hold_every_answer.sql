-- Every kept answer is in every kind of period and slice exactly once, as is every invitation from the month on in which
-- unanswered ones are listed beside answers that say when they were invited, and both tell the slice; NPS is that of the rows of
-- the input.
with periods as (
    {{ period_kinds(['month', 'quarter', 'all']) }}

),

slices as (

    {% for kind in ['all', 'survey_channel', 'order_channel', 'region', 'product', 'category', 'segment', 'customer_type'] %}
        select '{{ kind }}' as slice_kind
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

kinds as (

    select
        periods.period_kind,
        slices.slice_kind
    from periods
    cross join slices

),

first_months as (

    select
        survey_type,
        {{ dbt.date_trunc('month', 'min(' ~ business_date('invited_at') ~ ')') }} as first_month
    from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and responded_at is null
    group by survey_type

),

given as (

    select
        responses.survey_type,
        count(responses.responded_at) as n_responses,
        count(
            case
                when
                    coalesce({{ business_date('responses.invited_at') }} <= as_of.as_of_date, true)
                    and {{ business_date('responses.invited_at') }} >= first_months.first_month
                    then responses.invited_at
            end
        ) as n_invited,
        bool_or(responses.responded_at is null)
        and (
            bool_or(responses.responded_at is not null and responses.invited_at is not null)
            or count(responses.responded_at) = 0
        ) as has_both,
        count(responses.responded_at) = 0
        or (count(case when responses.responded_at is null then responses.channel end) > 0)
        = (
            count(
                case when responses.responded_at is not null and responses.invited_at is not null then responses.channel end
            ) > 0
        ) as has_channels
    from {{ ref('int_survey_responses_judged') }} as responses
    cross join {{ ref('as_of') }} as as_of
    inner join {{ ref('survey_scales') }} as scales on responses.survey_type = scales.survey_type
    left join first_months on responses.survey_type = first_months.survey_type
    where responses.row_outcome = 'kept' and scales.score_kind <> 'gap'
    group by responses.survey_type

),

found as (

    select
        period_kind,
        slice_kind,
        survey_type,
        sum(n_responses) as n_responses,
        sum(n_invited) as n_invited
    from {{ ref('satisfaction_scores') }}
    group by period_kind, slice_kind, survey_type

),

-- the latest answer of each person, known or not, without the models in between
latest as (

    select
        responses.score,
        row_number() over (
            partition by coalesce(customer_ids.customer_id, responses.response_id)
            order by responses.responded_at desc, responses.response_id asc
        ) as place
    from {{ ref('int_survey_responses_judged') }} as responses
    left join {{ ref('int_customer_ids') }} as customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'responses.customer_id', email='responses.email') }}
            = customer_ids.record_id
    inner join {{ ref('survey_scales') }} as scales on responses.survey_type = scales.survey_type
    where
        responses.row_outcome = 'kept' and responses.survey_type = 'nps' and responses.score between 0 and 10
        and coalesce(responses.scale_max, 10) = 10

),

net_score as (

    select
        cast(count(case when score >= 9 then 1 end) as double) / nullif(count(*), 0) as promoters,
        cast(count(case when score <= 6 then 1 end) as double) / nullif(count(*), 0) as detractors
    from latest
    where place = 1

)

select
    kinds.period_kind,
    kinds.slice_kind,
    given.survey_type,
    cast(given.n_responses as double) as expected,
    cast(found.n_responses as double) as found
from given
cross join kinds
left join found
    on
        kinds.period_kind = found.period_kind
        and kinds.slice_kind = found.slice_kind
        and given.survey_type = found.survey_type
where
    given.n_responses is distinct from found.n_responses
    or (
        (kinds.slice_kind in ('all', 'survey_channel') or found.n_invited is not null)
        and found.n_invited is distinct from case
            when given.has_both and (given.has_channels or kinds.slice_kind <> 'survey_channel') then given.n_invited
        end
    )
union all
select
    'all' as period_kind,
    'all' as slice_kind,
    'nps' as survey_type,
    100 * (net_score.promoters - net_score.detractors) as expected,
    scores.score as found
from net_score
left join {{ ref('satisfaction_scores') }} as scores
    on scores.period_kind = 'all' and scores.slice_kind = 'all' and scores.survey_type = 'nps'
where 100 * (net_score.promoters - net_score.detractors) is distinct from scores.score
