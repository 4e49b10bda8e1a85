{# The churn features, in the order of the columns of churn_features. seeds/config/churn_feature_labels.csv labels them. #}
{% macro churn_feature_names() %}
    {%- do return([
        'recency_days', 'tenure_days', 'recency_to_tenure', 'recency_to_gap',
        'median_gap_days', 'max_gap_days', 'last_gap_days',
        'n_active_months', 'n_orders_same_season',
        'n_orders_30d', 'n_orders_90d', 'n_orders_180d', 'n_orders_365d',
        'mean_order_amount', 'last_day_amount',
        'order_amount_30d', 'order_amount_180d', 'order_amount_365d',
        'last_day_lines', 'n_lines_90d', 'n_lines_365d',
        'units_90d', 'units_365d',
        'products_per_order', 'n_new_products_90d',
        'n_cancellations', 'refund_amount', 'refund_amount_180d',
    ]) -%}
{% endmacro %}


{# The cluster features, in the order of the columns of cluster_features. #}
{% macro cluster_feature_names() %}
    {%- do return([
        'recency_days', 'tenure_days', 'n_orders_365d', 'order_amount_365d', 'mean_order_amount_365d', 'n_products',
    ]) -%}
{% endmacro %}


{# log(1 + |x|) with the sign of x, as Python's numpy computes it. #}
{% macro signed_log1p(number) -%}
    (sign({{ number }}) * ln(1 + abs({{ number }})))
{%- endmacro %}


{# The number of which signed_log1p is the log. #}
{% macro signed_expm1(log) -%}
    (sign({{ log }}) * (exp(abs({{ log }})) - 1))
{%- endmacro %}


{# Probability from log-odds. #}
{% macro probability_of(log_odds) -%}
    (1 / (1 + exp(-({{ log_odds }}))))
{%- endmacro %}


{# Whether a term of churn_model_terms holds where its feature has a value. #}
{% macro term_holds(number) -%}
    (
        coalesce({{ number }} > lower_bound, true)
        and coalesce({{ number }} <= upper_bound, true)
    )
{%- endmacro %}


{# What such a term then adds to the log-odds. #}
{% macro term_contribution(number) -%}
    case term_kind
        when 'linear' then weight * ({{ signed_log1p(number) }} - reference_value)
        else weight
    end
{%- endmacro %}


{# The value of the column that another column names. #}
{% macro named_value(name, columns) -%}
    case {{ name }}
        {%- for column in columns %}
        when '{{ column.split('.')[-1] }}' then {{ column }}
        {%- endfor %}
    end
{%- endmacro %}
