{# The models of model_registry, each with the table of its fit. #}
{% macro fitted_models() %}
    {%- do return([
        ('churn', ref('churn_model_fit')),
        ('clusters', ref('cluster_model_fit')),
        ('demand', ref('demand_model_fit')),
        ('prospects', ref('prospect_model_fit')),
        ('purchases', ref('purchase_model_fit')),
        ('spend', ref('spend_model_fit')),
    ]) -%}
{% endmacro %}
