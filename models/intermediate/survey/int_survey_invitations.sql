{#- Whether an invitation was answered is only told where the input lists unanswered ones too: a rate of 1 would be a lie. -#}
{%- set keys = ['period_kind', 'period_start_date', 'slice_kind', 'slice_value', 'survey_type'] -%}

with invitations as (

    select * from {{ ref('int_survey_answer_slices') }}
    where invited_date is not null

),

as_of as (

    select * from {{ ref('as_of') }}

),

periods as (
    {{ period_kinds(['month', 'quarter', 'all']) }}

),

listing as (

    select count(case when not is_answered then 1 end) > 0 as has_unanswered
    from invitations

),

dated as (

    select
        invitations.slice_kind,
        case
            when invitations.slice_kind = 'segment' then invitations.invited_segment else invitations.slice_value
        end as slice_value,
        invitations.survey_type,
        invitations.is_answered,
        periods.period_kind,
        {{ period_start('periods.period_kind', 'invitations.invited_date') }} as period_start_date
    from invitations
    cross join periods
    cross join as_of
    cross join listing
    where listing.has_unanswered and coalesce(invitations.invited_date <= as_of.as_of_date, true)

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
