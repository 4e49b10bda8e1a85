{#- One interview may ask several questions of a dimension: a respondent counts once, with the mean of the latest answer to
    each. Answers that do not say to which question may be to different ones: of these all of the latest day count. -#}

with answers as (

    select * from {{ ref('int_survey_answers') }}
    where survey_type = 'servqual' and points is not null and aspect in ('perception', 'expectation') and dimension is not null

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

numbered as (

    select
        *,
        rank() over (
            partition by period_kind, period_start_date, dimension, aspect, respondent_id, question
            order by
                responded_date desc,
                case when question is not null then responded_at end desc,
                case when question is not null then response_id end asc
        ) as place
    from dated

),

final as (

    select
        period_kind,
        period_start_date,
        dimension,
        respondent_id,
        {{ mean_amount(
            "sum(case when aspect = 'perception' then points end)", "count(case when aspect = 'perception' then 1 end)"
        ) }} as perception,
        {{ mean_amount(
            "sum(case when aspect = 'expectation' then points end)", "count(case when aspect = 'expectation' then 1 end)"
        ) }} as expectation
    from numbered
    where place = 1
    group by period_kind, period_start_date, dimension, respondent_id

)

select * from final
