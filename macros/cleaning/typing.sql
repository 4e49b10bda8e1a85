{# Text to a UTC timestamp; NULL where it is none. Only ISO forms: a day-month order is never guessed. #}
{% macro to_timestamp(column) -%}
    try_cast(trim({{ column }}) as timestamp)
{%- endmacro %}


{# Text to decimal(18, 4), the project's money and quantity type; NULL where it is no number or does not fit. #}
{% macro to_decimal(column) -%}
    try_cast(trim({{ column }}) as decimal(18, 4))
{%- endmacro %}


{# Quantity x price as decimal(18, 4); NULL where it does not fit. #}
{% macro try_amount(quantity, unit_price) -%}
    try_cast({{ quantity }} * {{ unit_price }} as decimal(18, 4))
{%- endmacro %}
