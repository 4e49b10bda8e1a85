{# The churn features, in the order of the columns of churn_features. seeds/config/churn_feature_labels.csv labels them. #}
{% macro churn_feature_names() %}
    {%- do return([
        'recency_days', 'tenure_days', 'recency_to_tenure', 'recency_to_gap', 'silence_rarity',
        'median_gap_days', 'max_gap_days', 'last_gap_days',
        'n_active_months', 'n_orders_same_season',
        'n_orders_30d', 'n_orders_90d', 'n_orders_180d', 'n_orders_365d',
        'mean_order_amount', 'last_day_amount',
        'order_amount_30d', 'order_amount_180d', 'order_amount_365d',
        'last_day_lines', 'n_lines_90d', 'n_lines_365d',
        'units_90d', 'units_365d',
        'products_per_order', 'n_new_products_90d',
        'n_cancellations', 'refund_amount', 'refund_amount_180d', churn_season_feature_name(),
    ] + churn_event_feature_names()) -%}
{% endmacro %}


{# The one of them that is the same for all customers of a cutoff: nobody's own reason, and no input whose values can drift. #}
{% macro churn_season_feature_name() %}
    {%- do return('season_month') -%}
{% endmacro %}


{# Those of them that come from other inputs than orders, columns of int_churn_event_counts: 0 where there is nothing. #}
{% macro churn_event_feature_names() %}
    {%- do return([
        'n_open_complaints_180d', 'n_low_answers_180d', 'n_high_answers_180d', 'n_web_visits_90d', 'n_missed_web_visits_90d',
        'n_touches_since_order', 'n_responses_180d', 'n_withdrawals_365d',
        'points_earned_180d', 'points_redeemed_180d', 'days_from_order_to_last_sign',
    ]) -%}
{% endmacro %}


{# The cluster features, in the order of the columns of cluster_features. #}
{% macro cluster_feature_names() %}
    {%- do return(['order_amount_365d', 'units_per_line_365d', 'amount_per_unit_365d']) -%}
{% endmacro %}


{# The prospect features, in the order of the columns of prospect_training_rows. seeds/config/prospect_feature_labels.csv labels
   them. #}
{% macro prospect_feature_names() %}
    {%- do return([
        'record_age_days', 'quiet_days', 'is_registered', 'is_business', 'source_lift', 'n_channels_open',
        'n_web_visits_30d', 'n_web_visits_180d', 'n_web_carts_180d',
        'n_touches_180d', 'n_touches_opened_180d', 'n_touches_clicked_180d',
        'n_tickets_180d', 'n_survey_answers_180d', 'n_cancellation_days', 'is_loyalty_member',
    ]) -%}
{% endmacro %}


{# log(1 + |x|) with the sign of x, as Python's numpy computes it. #}
{% macro signed_log1p(number) -%}
    (sign({{ number }}) * ln(1 + abs({{ number }})))
{%- endmacro %}


{# signed_log1p in standard deviations from the mean, at most 3 either way, as customer360.clusters scales it. #}
{% macro scaled_log(number, log_mean, log_scale) -%}
    greatest(-3, least(3, ({{ signed_log1p(number) }} - {{ log_mean }}) / {{ log_scale }}))
{%- endmacro %}


{# The number of which signed_log1p is the log. #}
{% macro signed_expm1(log) -%}
    (sign({{ log }}) * (exp(abs({{ log }})) - 1))
{%- endmacro %}


{# Probability from log-odds. #}
{% macro probability_of(log_odds) -%}
    (1 / (1 + exp(-({{ log_odds }}))))
{%- endmacro %}


{# The value of the column that another column names. #}
{% macro named_value(name, columns) -%}
    case {{ name }}
        {%- for column in columns %}
        when '{{ column.split('.')[-1] }}' then {{ column }}
        {%- endfor %}
    end
{%- endmacro %}
