{# How many standard errors an interval of 95 % reaches to each side. #}
{% macro interval_z() -%}
    cast(1.959963984540054 as double)
{%- endmacro %}


{# The limits of Wilson's 95 % interval of a share, k of n; NULL where n is 0. #}
{% macro wilson_lower(k, n) -%}
    case when {{ n }} > 0 then greatest(0, {{ wilson_middle(k, n) }} - {{ wilson_margin(k, n) }}) end
{%- endmacro %}


{% macro wilson_upper(k, n) -%}
    case when {{ n }} > 0 then least(1, {{ wilson_middle(k, n) }} + {{ wilson_margin(k, n) }}) end
{%- endmacro %}


{% macro wilson_middle(k, n) -%}
    {%- set z = interval_z() -%}
    (cast({{ k }} as double) + {{ z }} * {{ z }} / 2) / (nullif(cast({{ n }} as double), 0) + {{ z }} * {{ z }})
{%- endmacro %}


{% macro wilson_margin(k, n) -%}
    {%- set z = interval_z() -%}
    {%- set n_or_null = 'nullif(cast(' ~ n ~ ' as double), 0)' -%}
    {{ z }} * sqrt(
        greatest(0, cast({{ k }} as double) * (cast({{ n }} as double) - cast({{ k }} as double)) / {{ n_or_null }})
        + {{ z }} * {{ z }} / 4
    ) / ({{ n_or_null }} + {{ z }} * {{ z }})
{%- endmacro %}
