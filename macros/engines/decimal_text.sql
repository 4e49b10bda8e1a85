{# A decimal as plain text with all its places: 0.0000000000. #}
{% macro decimal_text(number, scale) -%}
    {{ adapter.dispatch('decimal_text', 'customer360')(number, scale) }}
{%- endmacro %}

{% macro default__decimal_text(number, scale) -%}
    cast({{ number }} as {{ dbt.type_string() }})
{%- endmacro %}

{# Spark writes numbers below a millionth with an exponent. #}
{% macro spark__decimal_text(number, scale) -%}
    {%- if scale <= 6 -%}
        {{ default__decimal_text(number, scale) }}
    {%- else -%}
        case
            when abs({{ number }}) < 0.000001
                then concat(
                    case when {{ number }} < 0 then '-' else '' end,
                    '0.',
                    lpad(
                        cast(cast(cast(abs({{ number }}) as double) * 1e{{ scale }} as decimal(38, 0)) as string),
                        {{ scale }}, '0'
                    )
                )
            else cast({{ number }} as string)
        end
    {%- endif -%}
{%- endmacro %}
