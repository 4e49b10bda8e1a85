{# The features that scaled_features holds: columns of the customer snapshot, or derived from them. #}
{% macro scaled_feature_names() %}
    {%- do return([
        'recency_days', 'tenure_days', 'median_gap_days', 'n_orders', 'n_orders_365d', 'n_products', 'n_cancellations',
        'net_revenue_amount', 'net_revenue_amount_365d', 'mean_order_amount', 'refund_amount',
    ]) -%}
{% endmacro %}


{# The quartile of a group of decimals of six places, between neighbours as numpy takes it by default, exact and alike on both
   engines: of the places 0 to last_place in the order of values, that at last_place x quarter / 4 counts, or its two neighbours
   by how near they are. Weights are whole quarters, so nothing is rounded before the end. #}
{% macro quartile(number, quarter, place, last_place) -%}
    {%- set distance = 'abs(4 * ' ~ place ~ ' - ' ~ quarter ~ ' * ' ~ last_place ~ ')' -%}
    cast(cast(sum({{ number }} * cast(greatest(0, 4 - {{ distance }}) as decimal(1, 0))) as decimal(30, 6))
        * cast(0.25 as decimal(2, 2)) as decimal(20, 6))
{%- endmacro %}


{# A decimal of six places as a double that counts millionths: a whole number, so that no engine rounds it on the way. #}
{% macro whole_millionths(number) -%}
    cast(cast(({{ number }}) * 1000000 as decimal(38, 0)) as double)
{%- endmacro %}
