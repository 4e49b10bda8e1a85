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


{# The contract's key of an input; empty while dbt parses. #}
{% macro contract_key(input) %}
    {%- if not execute -%}{%- do return([]) -%}{%- endif -%}
    {%- do return(contract_meta(input).get('key') or []) -%}
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
