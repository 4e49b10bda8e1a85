-- What SQL computes from the published parameters is what Python predicts: to 1e-9, amounts to the last place that is kept.
-- What one side lacks, the other lacks too.
{%- set numbers = ['alive_probability', 'expected_purchases_90d', 'expected_purchases'] %}
{%- set amounts = {'expected_spend_amount': 'python_expected_spend', 'predicted_clv_amount': 'python_predicted_clv'} %}

select * from {{ ref('customer_value_audit') }}
where
    as_of_date is null
    {% for number in numbers %}
        or ({{ number }} is null) <> (python_{{ number }} is null)
        or abs({{ number }} - python_{{ number }}) > 1e-9 * greatest(1, python_{{ number }})
    {% endfor %}
    {% for amount, python in amounts.items() %}
        or ({{ amount }} is null) <> ({{ python }} is null)
        or abs(cast({{ amount }} as double) - {{ python }}) > 1e-4 + 1e-9 * {{ python }}
    {% endfor %}
