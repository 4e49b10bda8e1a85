{# The first word of a name in small letters, without the comma behind a family name that stands first. #}
{% macro given_name(name_key) -%}
    {{ regexp_replace_all(name_key, ',? .*$', '') }}
{%- endmacro %}
