-- people: n_answers
-- hides: csat_rate, csat_rate_lower, csat_rate_upper, n_invited, response_rate
with

latest as (
    select max(month_date) as month_date
    from sales_monthly
    where is_complete
)

select
    scores.period_start_date,
    scores.n_answers,
    scores.score as csat_rate,
    scores.score_lower as csat_rate_lower,
    scores.score_upper as csat_rate_upper,
    scores.n_invited,
    scores.response_rate
from satisfaction_scores as scores
inner join latest on scores.period_start_date + interval 2 month <= latest.month_date
where
    scores.survey_type = 'csat'
    and scores.period_kind = 'quarter'
    and scores.slice_kind = 'all'
    and scores.n_answers > 0
qualify row_number() over (order by scores.period_start_date desc) <= 12
order by scores.period_start_date
