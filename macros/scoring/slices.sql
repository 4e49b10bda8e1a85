{# The groups of customers that marts report by: kind, and what tells its value in int_customer_acquisition. #}
{% macro slices() %}
    {%- do return([
        ('all', "'all'"), ('first_channel', 'first_channel'), ('first_region', 'first_region'),
        ('first_category', 'first_category'), ('acquisition_campaign', 'acquisition_campaign_id'),
        ('customer_type', 'customer_type'),
    ]) -%}
{% endmacro %}


{# Whether a group is too small for its rates to say much. #}
{% macro is_small(n) -%}
    ({{ n }} < {{ var('small_group_size') }})
{%- endmacro %}
