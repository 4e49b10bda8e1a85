{# Stops a build that leaves out a model that fits (tag train) and reads its result, where none was ever fitted. #}
{% macro check_trained() %}
{%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- set built = graph.nodes.values() | selectattr('unique_id', 'in', selected_resources) | list -%}
    {%- for node in graph.nodes.values() if 'train' in node.tags and node.unique_id not in selected_resources -%}
        {%- set readers = [] -%}
        {%- for reader in built if reader.resource_type == 'model' and node.unique_id in reader.depends_on.nodes -%}
            {%- do readers.append(reader.name) -%}
        {%- endfor -%}
        {%- if readers and adapter.get_relation(node.database, node.schema, node.alias) is none -%}
            {%- do stop("Model '" ~ node.name ~ "' was never trained here, and this build leaves it out but needs it for '"
                ~ readers[0] ~ "': build once without --exclude tag:train.") -%}
        {%- elif readers and node.name in trained_days() -%}
            {%- do check_trained_days(node) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}


{# How the settings of a fit begin that was trained under the vars of this build, by the name of the model that fits. #}
{% macro trained_days() %}
    {%- do return({
        'churn_model_fit':
            'horizon ' ~ var('churn_horizon_days') ~ ' days, lookback ' ~ var('churn_lookback_days') ~ ' days, ',
        'prospect_model_fit': 'horizon ' ~ var('prospect_horizon_days') ~ ' days, ',
    }) -%}
{% endmacro %}


{# Stops a build that scores with a model of other days than its own: a probability of 90 days would stand where 180 are asked
   for, beside outcomes of 180. #}
{% macro check_trained_days(node) %}
    {%- set fitted = adapter.get_relation(node.database, node.schema, node.alias) -%}
    {%- set found = run_query("select kind from " ~ fitted ~ " where part = 'registry' and item = 'settings'").rows -%}
    {%- set days = trained_days()[node.name] -%}
    {%- for row in found if row[0] is not none and not row[0].startswith(days) -%}
        {%- do stop("Model '" ~ node.name ~ "' was trained with " ~ row[0] ~ "; this build asks for " ~ days
            ~ "and leaves it out: build once without --exclude tag:train.") -%}
    {%- endfor -%}
{% endmacro %}
