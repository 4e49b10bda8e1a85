-- people: n_answers
-- hides: nps, nps_lower, nps_upper, csat_rate, csat_rate_lower, csat_rate_upper, ces_points, ces_points_lower, ces_points_upper, n_invited, response_rate
select
    survey_type,
    period_start_date,
    n_answers,
    case survey_type when 'nps' then score end as nps,
    case survey_type when 'nps' then score_lower end as nps_lower,
    case survey_type when 'nps' then score_upper end as nps_upper,
    case survey_type when 'csat' then score end as csat_rate,
    case survey_type when 'csat' then score_lower end as csat_rate_lower,
    case survey_type when 'csat' then score_upper end as csat_rate_upper,
    case survey_type when 'ces' then score end as ces_points,
    case survey_type when 'ces' then score_lower end as ces_points_lower,
    case survey_type when 'ces' then score_upper end as ces_points_upper,
    n_invited,
    response_rate
from satisfaction_scores
where
    survey_type in ('nps', 'csat', 'ces')
    and period_kind = 'quarter'
    and is_complete
    and slice_kind = 'all'
    and n_answers > 0
qualify row_number() over (partition by survey_type order by period_start_date desc) <= 12
order by survey_type, period_start_date
