-- One prediction per eligible customer, a probability with a band where a model was fitted, a reason code where not.
select
    scoring_rows.customer_id as eligible_customer_id,
    predictions.customer_id
from {{ ref('churn_scoring_rows') }} as scoring_rows
full outer join {{ ref('churn_predictions') }} as predictions on scoring_rows.customer_id = predictions.customer_id
left join {{ ref('churn_risk_bands') }} as bands on predictions.risk_band = bands.risk_band
where
    scoring_rows.customer_id is null
    or predictions.customer_id is null
    or (predictions.status = 'scored') <> (predictions.churn_probability is not null)
    or (predictions.status = 'scored') = (predictions.reason_code is not null)
    or (
        predictions.status = 'scored'
        and not coalesce(
            predictions.churn_probability between bands.min_probability and bands.max_probability, false
        )
    )
