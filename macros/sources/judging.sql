{# The inputs that go through int_<input>_judged: all but order_lines, whose orders are judged as a whole. #}
{% macro judged_inputs() %}
    {%- do return([
        'crm_customers', 'orders', 'order_items', 'products', 'payments_refunds', 'loyalty_members', 'loyalty_transactions',
        'service_tickets', 'survey_responses', 'web_events', 'campaigns', 'campaign_touches', 'coupons', 'consents',
        'privacy_requests', 'identity_decisions', 'known_customer_ids', 'exchange_rates', 'sales_targets',
        'external_indicators',
    ]) -%}
{% endmacro %}


{# Those of them that a company has: where inputs are put together, the others would add nothing but the price of planning them.
   While dbt parses, all are named, so that a unit test finds the tables it stands in for. #}
{% macro declared_judged_inputs() %}
    {%- set declared = [] -%}
    {%- for input in judged_inputs() -%}
        {%- if not execute -%}{%- do ref('int_' ~ input ~ '_judged') -%}{%- endif -%}
        {%- if input in var('inputs') -%}{%- do declared.append(input) -%}{%- endif -%}
    {%- endfor -%}
    {%- do return(declared) -%}
{% endmacro %}


{# The last CTEs of a model int_<input>_judged, over the CTE that bears the input's name and the CTE `as_of`. Each row is
   kept, a duplicate or quarantined, in this order: an exact repeat is a duplicate; a row that breaks a rule is quarantined;
   of the others that share the contract's key the first by `latest` is kept.
   Only rows that share their content or key with others are numbered: sorting all of them costs the most at a million people.
   changed_at: the column of the last change, asked before `latest`. A change after the as-of day is not known yet: such a version
   stands only where there is no other, the first of several.
   rules: further quarantine rules, name to condition, asked after the contract's. #}
{% macro judged_rows(input, latest=[], rules={}, changed_at=none) -%}
{%- set key = contract_key(input) -%}
{%- set changes = ['changed_later_at nulls first', changed_at ~ ' desc nulls last'] if changed_at else [] -%}
repeated_rows as (

    select row_hash from {{ input }}
    group by row_hash
    having count(*) > 1

),
{%- if key %}

repeated_keys as (

    select {{ key | join(', ') }} from {{ input }}
    group by {{ key | join(', ') }}
    having count(*) > 1

),
{%- endif %}

judged as (

    select
        {{ input }}.*,
        {%- if changed_at %}
        case
            when {{ business_date(input ~ '.' ~ changed_at) }} > as_of.as_of_date then {{ input }}.{{ changed_at }}
        end as changed_later_at,
        {%- endif %}
        case
            {{- contract_rules(input) }}
            {%- for rule, condition in rules.items() %}
            when {{ condition }} then '{{ rule }}'
            {%- endfor %}
        end as quarantine_rule,
        repeated_rows.row_hash is not null{{ ' or repeated_keys.is_repeated is not null' if key }} as is_repeated
    from {{ input }}
    cross join as_of
    left join repeated_rows on {{ input }}.row_hash = repeated_rows.row_hash
    {%- if key %}
    left join (select *, true as is_repeated from repeated_keys) as repeated_keys
        on
            {%- for column in key %}
            {{ 'and ' if not loop.first }}{{ input }}.{{ column }} is not distinct from repeated_keys.{{ column }}
            {%- endfor %}
    {%- endif %}

),

numbered as (

    select
        *,
        1 as repeat_number,
        1 as version_number,
        row_hash as latest_row_hash
    from judged
    where not is_repeated
    union all
    select
        *,
        row_number() over (
            partition by row_hash
            order by {{ spelling_order(input) }}
        ) as repeat_number,
        {%- if key %}
        dense_rank() over ({{ versions_window(input, changes + latest) }}) as version_number,
        first_value(row_hash) over ({{ versions_window(input, changes + latest) }}) as latest_row_hash
        {%- else %}
        1 as version_number,
        row_hash as latest_row_hash
        {%- endif %}
    from judged
    where is_repeated

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
