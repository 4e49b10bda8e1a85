{# Stops a build that leaves out a model that fits (tag train) and reads its result, where none was ever fitted. #}
{% macro check_trained() %}
{%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- set built = graph.nodes.values() | selectattr('unique_id', 'in', selected_resources) | list -%}
    {%- for node in graph.nodes.values() if 'train' in node.tags and node.unique_id not in selected_resources -%}
        {%- set readers = built | selectattr('resource_type', 'equalto', 'model')
            | selectattr('depends_on.nodes', 'defined') | list -%}
        {%- for reader in readers if node.unique_id in reader.depends_on.nodes -%}
            {%- if adapter.get_relation(node.database, node.schema, node.alias) is none -%}
                {%- do stop("Model '" ~ node.name ~ "' was never trained here, and this build leaves it out but needs it for '"
                    ~ reader.name ~ "': build once without --exclude tag:train.") -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
