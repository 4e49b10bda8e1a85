with as_of as (

    select * from {{ ref('as_of') }}

),

respondents as (

    select
        *,
        case when expectation is not null then perception end as paired_perception,
        case when perception is not null then expectation end as paired_expectation
    from {{ ref('int_servqual_respondents') }}

),

summed as (

    select
        period_kind,
        period_start_date,
        dimension,
        count(perception) as n_perceptions,
        count(expectation) as n_expectations,
        count(paired_perception) as n_pairs,
        sum(perception) as perceptions,
        sum(perception * perception) as squared_perceptions,
        sum(expectation) as expectations,
        sum(expectation * expectation) as squared_expectations,
        sum(paired_perception) as paired_perceptions,
        sum(paired_expectation) as paired_expectations,
        sum(paired_perception * paired_expectation) as products
    from respondents
    group by period_kind, period_start_date, dimension

),

measured as (

    select
        *,
        cast(perceptions as double) / nullif(n_perceptions, 0) as perception_mean,
        cast(expectations as double) / nullif(n_expectations, 0) as expectation_mean,
        {{ sample_variance('perceptions', 'squared_perceptions', 'n_perceptions') }}
        / nullif(n_perceptions, 0) as perception_variance,
        {{ sample_variance('expectations', 'squared_expectations', 'n_expectations') }}
        / nullif(n_expectations, 0) as expectation_variance,
        coalesce({{ sample_covariance('paired_perceptions', 'paired_expectations', 'products', 'n_pairs') }}, 0)
        * n_pairs / nullif(cast(n_perceptions as double) * n_expectations, 0) as covariance
    from summed

),

dated as (

    select
        measured.*,
        as_of.as_of_date,
        first_days.first_date
    from measured
    cross join as_of
    left join {{ ref('int_survey_first_days') }} as first_days on first_days.survey_type = 'servqual'

),

final as (

    select
        period_kind,
        period_start_date,
        dimension,
        n_perceptions,
        n_expectations,
        {{ noted('n_pairs', owner_columns('survey_responses'), 'bigint') }} as n_pairs,
        perception_mean,
        expectation_mean,
        perception_mean - expectation_mean as gap,
        case
            when n_perceptions > 1 and n_expectations > 1
                then sqrt(greatest(0, perception_variance + expectation_variance - 2 * covariance))
        end as gap_standard_error,
        {{ is_complete('period_kind', 'period_start_date', 'as_of_date', 'first_date') }} as is_complete,
        {{ is_small('least(n_perceptions, n_expectations)') }} as is_small
    from dated

)

select * from final
