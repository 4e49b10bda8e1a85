-- What Python published is what SQL recomputes from the published terms, to 1e-9.
select * from {{ ref('churn_predictions_audit') }}
where
    coalesce(abs(churn_probability - recomputed_churn_probability), 1) > 1e-9
    or coalesce(abs(churn_log_odds - recomputed_churn_log_odds), 1) > 1e-9
    {% for rank in [1, 2, 3] %}
        or reason_{{ rank }} is distinct from recomputed_reason_{{ rank }}
        or abs(coalesce(reason_{{ rank }}_contribution, 0) - coalesce(recomputed_reason_{{ rank }}_contribution, 0)) > 1e-9
    {% endfor %}
