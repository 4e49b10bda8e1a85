{# Fails with every value that stands in no row of the column: SQL asks for it by name. #}
{% test has_values(model, column_name, values) %}
with needed as (

    {% for value in values %}
        select '{{ value }}' as needed_value
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select needed.needed_value
from needed
left join {{ model }} as found on needed.needed_value = found.{{ column_name }}
where found.{{ column_name }} is null
{% endtest %}
