{# Text to a UTC timestamp; NULL where it is none. Only ISO forms: a day-month order is never guessed. An offset counts;
   without one the text is UTC. #}
{% macro to_timestamp(column) -%}
    {{ adapter.dispatch('to_timestamp', 'customer360')(column) }}
{%- endmacro %}

{# The session's time zone is UTC (profiles.yml); a plain cast to timestamp would drop the offset. #}
{% macro duckdb__to_timestamp(column) -%}
    case
        when substr(trim({{ column }}), 5, 1) = '-'   -- a year of four digits; not 'infinity', not 05-01-11
            then timezone('UTC', try_cast(trim({{ column }}) as timestamptz))
    end
{%- endmacro %}


{# Text to decimal(18, 4), the project's money and quantity type; NULL where it is no number or does not fit. #}
{% macro to_decimal(column) -%}
    try_cast(trim({{ column }}) as decimal(18, 4))
{%- endmacro %}


{# Quantity x price, both decimal(18, 4), as decimal(18, 4); NULL from 10^10 on, so that sums over many
   lines still fit. The product is taken at 38 digits, the most that both engines have. #}
{% macro try_amount(quantity, unit_price) -%}
    case
        when abs(cast({{ quantity }} as double) * cast({{ unit_price }} as double)) < 1e10
            then try_cast(cast({{ quantity }} as decimal(19, 4)) * {{ unit_price }} as decimal(18, 4))
    end
{%- endmacro %}


{# A number's text in one spelling (2.5 for 2.50), with more decimals than are kept; other text as it is. #}
{% macro exact_number_text(column) -%}
    coalesce(cast(try_cast(trim({{ column }}) as decimal(38, 10)) as {{ dbt.type_string() }}), {{ column }})
{%- endmacro %}
