{# The coded columns of the inputs that a company has, as the contract states them: what their values are listed in, and what a
   value counts as that is not listed. While dbt parses it names the seeds, which the contract cannot do then. #}
{% macro coded_columns() %}
    {%- set coded = [] -%}
    {%- for input in declared_judged_inputs() if execute -%}
        {%- for column in contract_columns(input) if column.meta.codes -%}
            {%- do coded.append({
                'input': input, 'column': column.name, 'list': column.meta.codes.list, 'seed': column.meta.codes.seed,
                'seed_column': column.meta.codes.column, 'unlisted': column.meta.unlisted,
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for seed in [
        'code_spellings', 'order_statuses', 'price_tiers', 'loyalty_tiers', 'ticket_topics', 'survey_scales',
        'campaign_objectives', 'privacy_request_types', 'company_sizes',
    ] if not execute -%}
        {%- do ref(seed) -%}
    {%- endfor -%}
    {%- do return(coded) -%}
{% endmacro %}
