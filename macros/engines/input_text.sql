{# A column of an input as text, spelled as DuckDB spells it. `type` is what input_columns found. #}
{% macro input_text(column, type) -%}
    {{ adapter.dispatch('input_text', 'customer360')(column, type) }}
{%- endmacro %}

{# Floats of 32 bits go through doubles: the engines write them differently. Line ends within a cell become one sign,
   because Spark's CSV reader makes them so; DuckDB looks for them first, as replacing nothing costs a copy of every text.
   Empty text is NULL, so that rows of one fingerprint have the same cells. #}
{% macro duckdb__input_text(column, type) -%}
    {%- if type == 'float' -%}
        cast(cast({{ column }} as double) as varchar)
    {%- elif type == 'varchar' -%}
        nullif(case
            when contains({{ column }}, chr(13)) then replace({{ column }}, chr(13) || chr(10), chr(10)) else {{ column }}
        end, '')
    {%- else -%}
        cast({{ column }} as varchar)
    {%- endif -%}
{%- endmacro %}

{% macro spark__input_text(column, type) -%}
    {%- if type in ['float', 'double'] -%}
        {{ spark_float_text('cast(' ~ column ~ ' as double)') }}
    {%- elif type == 'string' -%}
        nullif(replace({{ column }}, chr(13) || chr(10), chr(10)), '')
    {%- elif type.startswith('decimal(') -%}
        {{ decimal_text(column, type.split(',')[1].strip(' )') | int) }}
    {%- elif type == 'timestamp' -%}
        concat(cast({{ column }} as string), '+00')
    {%- else -%}
        cast({{ column }} as string)
    {%- endif -%}
{%- endmacro %}


{# 1.0E7 as 10000000.0, 1.0E16 as 1e+16, 1.0E-5 as 1e-05. #}
{% macro spark_float_text(column) -%}
    {%- set text = 'cast(' ~ column ~ ' as string)' -%}
    {%- set exponent = "cast(substring_index(" ~ text ~ ", 'E', -1) as int)" -%}
    case
        when isnan({{ column }}) then 'nan'
        when abs({{ column }}) = double('infinity') then case when {{ column }} > 0 then 'inf' else '-inf' end
        when {{ column }} = 0 or instr({{ text }}, 'E') = 0 then {{ text }}
        when {{ exponent }} between -4 and 15
            then regexp_replace(cast(cast({{ text }} as decimal(38, 20)) as string), '([.][0-9]+?)0*$', '$1')
        else concat(
            regexp_replace(substring_index({{ text }}, 'E', 1), '[.]0$', ''), 'e',
            case when {{ exponent }} < 0 then '-' else '+' end,
            case when abs({{ exponent }}) < 10 then '0' else '' end, abs({{ exponent }})
        )
    end
{%- endmacro %}
