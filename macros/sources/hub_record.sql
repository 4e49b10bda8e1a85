{# Of a group of records the one that the others are joined to: the CRM's, because who reads why records are one person knows
   it. #}
{% macro hub_record(record_id) -%}
    coalesce(min(case when {{ record_id }} like 'crm_customers:%' then {{ record_id }} end), min({{ record_id }}))
{%- endmacro %}
