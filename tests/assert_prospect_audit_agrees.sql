-- What Python published is what SQL recomputes from the published terms, to 1e-9.
select * from {{ ref('prospect_predictions_audit') }}
where
    coalesce(abs(conversion_probability - recomputed_conversion_probability), 1) > 1e-9
    or coalesce(abs(conversion_log_odds - recomputed_conversion_log_odds), 1) > 1e-9
    {% for rank in [1, 2, 3] %}
        or reason_{{ rank }} is distinct from recomputed_reason_{{ rank }}
    {% endfor %}
