{# Text that changes when the code of a model changes, or a var that it names, or what the macros it calls render. #}
{% macro code_version(model, rendered_macros) -%}
    {%- set parts = [model.raw_code] + rendered_macros -%}
    {%- for name in modules.re.findall("var[(]['\"]([a-z_]+)['\"]", model.raw_code) -%}
        {%- do parts.append(var(name) | string) -%}
    {%- endfor -%}
    {{ local_md5(parts | join(' ')) }}
{%- endmacro %}
