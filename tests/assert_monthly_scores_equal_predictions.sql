-- What the published model says of the as-of day is what was predicted, to 1e-9.
with scores as (

    select * from {{ ref('churn_scores_monthly') }}
    where is_as_of

),

predictions as (

    select * from {{ ref('churn_predictions') }}
    where status = 'scored'

)

select scores.customer_id
from scores
left join predictions on scores.customer_id = predictions.customer_id
where coalesce(abs(scores.churn_probability - predictions.churn_probability), 1) > 1e-9
