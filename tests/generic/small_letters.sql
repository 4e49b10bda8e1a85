{# Fails with every value that is compared in small letters and does not stand in them, or with a space around it. #}
{% test small_letters(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} <> trim({{ lower_text(column_name) }})
{% endtest %}
