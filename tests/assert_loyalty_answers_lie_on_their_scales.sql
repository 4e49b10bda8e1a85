-- Answers count in full from a favourable one on: a scale that was changed in survey_scales alone would give other scores.
select
    weights.component,
    weights.low_value,
    weights.high_value,
    scales.lowest,
    scales.favourable_from,
    scales.highest
from {{ ref('loyalty_weights') }} as weights
inner join {{ ref('survey_scales') }} as scales on weights.component = scales.survey_type
where weights.low_value < scales.lowest or weights.high_value not between scales.favourable_from and scales.highest
