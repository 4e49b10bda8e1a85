{# A whole number from the first 15 digits of a hexadecimal text such as an md5, so that hashes can be summed in any order. #}
{% macro hash_number(hexadecimal) -%}
    cast({{ adapter.dispatch('hash_number', 'customer360')('substr(' ~ hexadecimal ~ ', 1, 15)') }} as decimal(38, 0))
{%- endmacro %}

{% macro duckdb__hash_number(digits) -%}
    cast('0x' || {{ digits }} as bigint)
{%- endmacro %}

{% macro spark__hash_number(digits) -%}
    conv({{ digits }}, 16, 10)
{%- endmacro %}
