-- What SQL computes from the published parameters is what is published: to 1e-9, amounts to the last place that is kept.
-- What one side lacks, the other lacks too.
{%- set numbers = ['alive_probability', 'expected_purchases_90d', 'expected_purchases'] %}
{%- set amounts = {'expected_spend_amount': 'recomputed_expected_spend', 'predicted_clv_amount': 'recomputed_predicted_clv'} %}

select * from {{ ref('customer_value_audit') }}
where
    as_of_date is null
    {% for number in numbers %}
        or ({{ number }} is null) <> (recomputed_{{ number }} is null)
        or abs({{ number }} - recomputed_{{ number }}) > 1e-9 * greatest(1, recomputed_{{ number }})
    {% endfor %}
    {% for amount, recomputed in amounts.items() %}
        or ({{ amount }} is null) <> ({{ recomputed }} is null)
        or abs(cast({{ amount }} as double) - {{ recomputed }}) > 1e-4 + 1e-9 * {{ recomputed }}
    {% endfor %}
