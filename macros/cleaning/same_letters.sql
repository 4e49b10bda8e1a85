{# Whether two texts of one length, of small ASCII letters, have each letter equally often. #}
{% macro same_letters(one, other) -%}
    {%- for letter in 'abcdefghijklmnopqrstuvwxyz' %}
        {{ 'and ' if not loop.first -}}
        length(translate({{ one }}, '{{ letter }}', '')) = length(translate({{ other }}, '{{ letter }}', ''))
    {%- endfor %}
{%- endmacro %}
