-- people: n_answers
-- hides: nps, nps_lower, nps_upper, response_rate
-- within: slice_kind
select
    slice_kind,
    slice_value,
    n_answers,
    score as nps,
    score_lower as nps_lower,
    score_upper as nps_upper,
    response_rate
from satisfaction_scores
where
    survey_type = 'nps' and period_kind = 'all' and n_answers > 0
    and slice_kind in ('customer_type', 'order_channel', 'survey_channel', 'segment')
qualify row_number() over (partition by slice_kind order by n_answers desc, slice_value asc) <= 12
order by slice_kind, slice_value
