{# Fails with every row for which the condition does not hold; where it is NULL it does not. #}
{% test holds(model, condition) %}
select *
from {{ model }}
where not coalesce({{ condition }}, false)
{% endtest %}
