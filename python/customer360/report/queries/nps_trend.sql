-- people: n_answers
-- hides: nps, nps_lower, nps_upper, n_invited, response_rate
select
    period_start_date,
    n_answers,
    score as nps,
    score_lower as nps_lower,
    score_upper as nps_upper,
    n_invited,
    response_rate
from satisfaction_scores
where
    survey_type = 'nps' and period_kind = 'quarter' and slice_kind = 'all' and n_answers > 0
    and period_start_date + interval 2 month <= (select max(month_date) from sales_monthly where is_complete)
qualify row_number() over (order by period_start_date desc) <= 12
order by period_start_date
