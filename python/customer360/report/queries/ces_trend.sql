-- people: n_answers
-- hides: ces_points, ces_points_lower, ces_points_upper, n_invited, response_rate
select
    period_start_date,
    n_answers,
    score as ces_points,
    score_lower as ces_points_lower,
    score_upper as ces_points_upper,
    n_invited,
    response_rate
from satisfaction_scores
where
    survey_type = 'ces' and period_kind = 'quarter' and slice_kind = 'all' and n_answers > 0
    and period_start_date + interval 2 month <= (select max(month_date) from sales_monthly where is_complete)
qualify row_number() over (order by period_start_date desc) <= 12
order by period_start_date
