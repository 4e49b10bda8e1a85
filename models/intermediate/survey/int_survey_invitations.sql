{#- Whether an invitation was answered is only told where both sides are listed, unanswered ones and the day on which those who
    answered were invited: a rate of 1 or 0 would be a lie. So would be one of a channel or product that one side alone names, and
    of the months before the first invitation without answer, when answers alone were kept. -#}
{%- set keys = ['period_kind', 'period_start_date', 'slice_kind', 'slice_value', 'survey_type'] -%}

with slices as (

    select
        survey_type,
        slice_kind,
        case when slice_kind = 'segment' then invited_segment else slice_value end as slice_value,
        is_answered,
        invited_date
    from {{ ref('int_survey_answer_slices') }}

),

invitations as (

    select * from slices
    where invited_date is not null

),

as_of as (

    select * from {{ ref('as_of') }}

),

periods as (
    {{ period_kinds(['month', 'quarter', 'all']) }}

),

sides as (

    select
        survey_type,
        slice_kind,
        count(case when is_answered then 1 end) as n_answers,
        count(case when is_answered then invited_date end) as n_answered,
        count(case when not is_answered then invited_date end) as n_unanswered,
        count(case when is_answered and slice_value <> 'unknown' then invited_date end) > 0 as is_named_by_answered,
        count(case when not is_answered and slice_value <> 'unknown' then invited_date end) > 0 as is_named_by_unanswered
    from slices
    group by survey_type, slice_kind

),

listing as (

    select
        survey_type,
        slice_kind
    from sides
    where n_unanswered > 0 and (n_answers = 0 or (n_answered > 0 and is_named_by_answered = is_named_by_unanswered))

),

first_days as (

    select
        survey_type,
        min(case when not is_answered then invited_date end) as first_unanswered_date
    from slices
    group by survey_type

),

dated as (

    select
        invitations.slice_kind,
        invitations.slice_value,
        invitations.survey_type,
        invitations.is_answered,
        periods.period_kind,
        {{ period_start('periods.period_kind', 'invitations.invited_date') }} as period_start_date
    from invitations
    inner join listing
        on invitations.survey_type = listing.survey_type and invitations.slice_kind = listing.slice_kind
    inner join first_days
        on
            invitations.survey_type = first_days.survey_type
            and invitations.invited_date >= cast({{ dbt.date_trunc('month', 'first_days.first_unanswered_date') }} as date)
    cross join periods
    cross join as_of
    where coalesce(invitations.invited_date <= as_of.as_of_date, true)

),

final as (

    select
        {{ keys | join(', ') }},
        count(*) as n_invited,
        count(case when is_answered then 1 end) as n_invited_answered
    from dated
    group by {{ keys | join(', ') }}

)

select * from final
