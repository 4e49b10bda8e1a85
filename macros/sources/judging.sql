{# The inputs that go through int_<input>_judged: all but order_lines, whose orders are judged as a whole. #}
{% macro judged_inputs() %}
    {%- do return([
        'crm_customers', 'orders', 'order_items', 'products', 'payments_refunds', 'loyalty_members', 'loyalty_transactions',
        'service_tickets', 'survey_responses', 'web_events', 'campaigns', 'campaign_touches', 'coupons', 'consents',
        'privacy_requests', 'exchange_rates', 'sales_targets', 'external_indicators',
    ]) -%}
{% endmacro %}


{# The CTEs `judged`, `numbered` and `final` of a model int_<input>_judged, over the CTE that bears the input's name and the
   CTE `as_of`. Each row is kept, a duplicate or quarantined, in this order: an exact repeat is a duplicate; a row that breaks
   a rule is quarantined; of the others that share the contract's key the first by `latest` is kept.
   rules: further quarantine rules, name to condition, asked after the contract's. #}
{% macro judged_rows(input, latest=[], rules={}) -%}
judged as (

    select
        {{ input }}.*,
        case
            {{- contract_rules(input) }}
            {%- for rule, condition in rules.items() %}
            when {{ condition }} then '{{ rule }}'
            {%- endfor %}
        end as quarantine_rule
    from {{ input }}
    cross join as_of

),

numbered as (

    select
        *,
        row_number() over (
            partition by row_hash
            order by {{ spelling_order(input) }}
        ) as repeat_number
        {%- if contract_key(input) %},
        dense_rank() over ({{ versions_window(input, latest) }}) as version_number,
        first_value(row_hash) over ({{ versions_window(input, latest) }}) as latest_row_hash
        {%- else %},
        1 as version_number,
        row_hash as latest_row_hash
        {%- endif %}
    from judged

),

final as (

    select
        *,
        case
            when repeat_number > 1 then 'duplicate'
            when quarantine_rule is not null then 'quarantined'
            when version_number > 1 then 'duplicate'
            else 'kept'
        end as row_outcome,
        case
            when repeat_number > 1 then 'exact_repeat'
            when quarantine_rule is null and version_number > 1 then 'superseded_version'
        end as duplicate_rule,
        case when repeat_number > 1 then row_hash else latest_row_hash end as repeated_row_id
    from numbered

)
{%- endmacro %}


{# Branches of a CASE: what the contract asks of a single row. A required value must be there and typable, unless the contract
   says that it may be empty; the time at which the row is known lies between var company_start and the as-of day. #}
{% macro contract_rules(input) -%}
    {%- for column in (contract_columns(input) if execute else []) if column.meta.required and not column.meta.may_be_empty %}
            when {{ input }}.{{ column.name }} is null then '{{ rule_of_missing(column) }}'
    {%- endfor -%}
    {%- set known_at = known_at_column(input) -%}
    {%- if known_at %}
            when {{ input }}.{{ known_at }} is null and {{ is_known_text(input ~ '.raw_' ~ known_at) }} then 'untypable_date'
            when {{ business_date(input ~ '.' ~ known_at) }} > as_of.as_of_date then 'future_date'
            when {{ business_date(input ~ '.' ~ known_at) }} < {{ company_start() }} then 'before_company'
    {%- endif %}
{%- endmacro %}


{# The rule that a required column breaks when it is NULL after typing. #}
{% macro rule_of_missing(column) %}
    {%- set type = column.data_type or 'string' -%}
    {%- if type == 'string' -%}{%- do return('missing_key' if column.name.endswith('_id') else 'missing_value') -%}{%- endif -%}
    {%- do return('untypable_date' if type in ['date', 'timestamp'] else 'untypable_number') -%}
{% endmacro %}


{# The versions of one record: rows of one key, unusable ones apart. #}
{% macro versions_window(input, latest) -%}
    partition by {{ contract_key(input) | join(', ') }}, quarantine_rule is null
            order by {{ (latest + ['row_hash']) | join(', ') }}
{%- endmacro %}


{# Exact repeats are equal once typed and may differ in spelling (1 and 1.0): the raw values decide which comes first. #}
{% macro spelling_order(input) -%}
    {%- set spelled = ["row_hash"] -%}
    {%- set columns = contract_columns(input) if execute else [] -%}
    {%- for column in columns if (column.data_type or 'string') not in ['string', 'boolean'] -%}
        {%- do spelled.append('raw_' ~ column.name ~ ' nulls first') -%}
    {%- endfor -%}
    {{ spelled | join(', ') }}
{%- endmacro %}


{# The contract's key of an input; empty while dbt parses. #}
{% macro contract_key(input) %}
    {%- if not execute -%}{%- do return([]) -%}{%- endif -%}
    {%- set source_node = graph.sources.values() | selectattr('source_name', 'equalto', 'raw')
        | selectattr('name', 'equalto', input) | first -%}
    {%- do return(source_node.meta.get('key') or source_node.config.meta.get('key') or []) -%}
{% endmacro %}


{# The column that says from when a row of an input is known; none for some. #}
{% macro known_at_column(input) %}
    {%- if not execute -%}{%- do return(none) -%}{%- endif -%}
    {%- do return(contract_columns(input) | selectattr('meta.known_at') | map(attribute='name') | first | default(none)) -%}
{% endmacro %}


{# The first day on which the company can have dealt with anyone. #}
{% macro company_start() -%}
    cast('{{ var("company_start") }}' as date)
{%- endmacro %}
