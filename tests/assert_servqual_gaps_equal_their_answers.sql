-- Respondents of every month and dimension, counted from the answers themselves.
with answers as (

    select
        answers.*,
        cast({{ dbt.date_trunc('month', 'answers.responded_date') }} as date) as month_date
    from {{ ref('int_survey_responses_judged') }} as answers
    inner join {{ ref('survey_scales') }} as scales on answers.survey_type = scales.survey_type
    where
        answers.row_outcome = 'kept' and answers.survey_type = 'servqual' and answers.dimension is not null
        and answers.aspect = 'perception' and answers.score <= coalesce(answers.scale_max, scales.highest)
        and answers.score >= case
            when coalesce(answers.scale_max, scales.highest) = scales.highest then scales.lowest else least(0, scales.lowest)
        end
        and coalesce(answers.scale_max, scales.highest) > 0
        and (scales.is_convertible or coalesce(answers.scale_max, scales.highest) = scales.highest)

),

respondents as (

    select distinct
        answers.month_date,
        answers.dimension,
        coalesce(customer_ids.customer_id, answers.response_id) as respondent_id
    from answers
    left join {{ ref('int_customer_ids') }} as customer_ids
        on {{ contact_record_id("'survey_responses'", 'answers.customer_id', email='answers.email') }} = customer_ids.record_id

),

counted as (

    select
        month_date,
        dimension,
        count(*) as n_perceptions
    from respondents
    group by month_date, dimension

),

gaps as (

    select * from {{ ref('servqual_gaps') }}
    where period_kind = 'month' and n_perceptions > 0

)

select
    coalesce(counted.month_date, gaps.period_start_date) as month_date,
    coalesce(counted.dimension, gaps.dimension) as dimension,
    counted.n_perceptions as expected,
    gaps.n_perceptions as found
from counted
full outer join gaps on counted.month_date = gaps.period_start_date and counted.dimension = gaps.dimension
left join {{ ref('survey_scales') }} as scales on scales.survey_type = 'servqual'
where
    counted.n_perceptions is distinct from gaps.n_perceptions
    or gaps.perception_mean not between scales.lowest and scales.highest
