-- people: n_answers
-- hides: score, score_lower, score_upper, response_rate
select survey_type, score_kind, n_answers, score, score_lower, score_upper, response_rate
from satisfaction_scores
where period_kind = 'all' and slice_kind = 'all' and n_answers > 0
order by survey_type
