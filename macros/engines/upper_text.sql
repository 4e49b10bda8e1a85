{# Upper case, one character for one character: ß becomes ẞ, never SS. #}
{% macro upper_text(column) -%}
    {{ adapter.dispatch('upper_text', 'customer360')(column) }}
{%- endmacro %}

{% macro duckdb__upper_text(column) -%}
    upper({{ column }})
{%- endmacro %}

{# Spark's upper turns some characters into two or three. They keep to themselves here, then the 28 of them that have a
   capital of one character get it. #}
{% macro spark__upper_text(column) -%}
    case
        when length(upper({{ column }})) = length({{ column }}) then upper({{ column }})
        else translate(
            array_join(transform(
                split({{ column }}, ''), c -> case when length(upper(c)) = 1 then upper(c) else c end
            ), ''),
            'ßᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾳῃῳ', 'ẞᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾼῌῼ'
        )
    end
{%- endmacro %}
