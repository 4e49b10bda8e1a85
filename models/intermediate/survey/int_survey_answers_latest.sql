{#- The latest usable answer of a respondent counts within a period and slice; of two at one time that of the smaller number.
    -#}

with answers as (

    select * from {{ ref('int_survey_answer_slices') }}
    where is_answered

),

periods as (
    {{ period_kinds(['month', 'quarter', 'all']) }}

),

dated as (

    select
        answers.*,
        periods.period_kind,
        {{ period_start('periods.period_kind', 'answers.responded_date') }} as period_start_date
    from answers
    cross join periods

),

final as (

    select
        *,
        points is not null
        and row_number() over (
            partition by period_kind, period_start_date, slice_kind, slice_value, survey_type, respondent_id, points is null
            order by responded_at desc, response_id asc
        ) = 1 as is_latest
    from dated

)

select * from final
