-- people: n_answers
-- hides: nps, nps_lower, nps_upper, csat_rate, csat_rate_lower, csat_rate_upper, ces_points, ces_points_lower, ces_points_upper, n_invited, response_rate
with

latest as (
    select max(month_date) as month_date
    from sales_monthly
    where is_complete
)

select
    scores.survey_type,
    scores.period_start_date,
    scores.n_answers,
    case scores.survey_type when 'nps' then scores.score end as nps,
    case scores.survey_type when 'nps' then scores.score_lower end as nps_lower,
    case scores.survey_type when 'nps' then scores.score_upper end as nps_upper,
    case scores.survey_type when 'csat' then scores.score end as csat_rate,
    case scores.survey_type when 'csat' then scores.score_lower end as csat_rate_lower,
    case scores.survey_type when 'csat' then scores.score_upper end as csat_rate_upper,
    case scores.survey_type when 'ces' then scores.score end as ces_points,
    case scores.survey_type when 'ces' then scores.score_lower end as ces_points_lower,
    case scores.survey_type when 'ces' then scores.score_upper end as ces_points_upper,
    scores.n_invited,
    scores.response_rate
from satisfaction_scores as scores
inner join latest on scores.period_start_date + interval 2 month <= latest.month_date
where
    scores.survey_type in ('nps', 'csat', 'ces')
    and scores.period_kind = 'quarter'
    and scores.slice_kind = 'all'
    and scores.n_answers > 0
qualify row_number() over (partition by scores.survey_type order by scores.period_start_date desc) <= 12
order by scores.survey_type, scores.period_start_date
