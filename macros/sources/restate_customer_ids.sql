{# A table of yours with its customer ids restated to the current ones:
   `select ... from {{ restate_customer_ids(ref('my_table')) }}`. Ids that this project never issued, GUEST among them, stay.
   Two rows of customers that turned out to be one both bear its id. #}
{% macro restate_customer_ids(relation, column='customer_id') -%}
(
    select
        {%- for name in (adapter.get_columns_in_relation(relation) | map(attribute='name') if execute else []) %}
        {%- if name | lower == column | lower %}
        coalesce(id_history.current_customer_id, restated.{{ name }}) as {{ name }}
        {%- else %}
        restated.{{ name }}
        {%- endif %}{{ ',' if not loop.last }}
        {%- else %}
        restated.*
        {%- endfor %}
    from {{ relation }} as restated
    left join {{ ref('customer_id_history') }} as id_history
        on restated.{{ column }} = id_history.customer_id and id_history.is_current
)
{%- endmacro %}
