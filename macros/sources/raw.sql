{#
  The input door: `select ... from {{ raw('order_lines') }}`.
  Gives the declared input under the contract's column names, every value as text (typing belongs to staging),
  without the rows that became known after var('as_of'). An input that is not declared, and an optional column
  that is not there, come as typed NULLs, so that every model still builds.
  In a unit test the fixture stands in for the input and carries the contract's names already.
#}
{% macro raw(input) %}
{%- set relation = source('raw', input) -%}
{%- if execute -%}
    {%- if relation.is_cte -%}
        {{- relation -}}
    {%- elif input not in var('inputs') -%}
        {{- empty_input(input) -}}
    {%- else -%}
        {{- declared_input(input) -}}
    {%- endif -%}
{%- else -%}
    {{- relation -}}
{%- endif -%}
{% endmacro %}


{# No rows, with the contract's columns. #}
{% macro empty_input(input) %}
(
    select
        {%- for column in contract_columns(input) %}
        cast(null as {{ dbt.type_string() }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select 1 as one) as nothing
    where one = 0
)
{%- endmacro %}


{# The declared table or files under the contract's names, cut at var('as_of'). A row without a time of its own is known with
   the row of another input that it belongs to, an order's item with its order, a touch with its campaign. #}
{% macro declared_input(input) %}
{%- set whole = contract_meta(input).get('known_with') -%}
{%- set belongs = var('as_of') is not none and whole in var('inputs') -%}
{%- set times = known_days(input) + (['wholes.known_date'] if belongs else []) -%}
(
    select declared.*
    from (
        {{ declared_rows(input) }}
    ) as declared
    {%- if belongs %}
    {%- set key = contract_key(whole)[0] %}
    left join (
        select {{ plain_id(plain_text(key)) }} as whole_id, min({{ known_days(whole)[0] }}) as known_date
        from (
            {{ declared_rows(whole) }}
        ) as declared
        group by {{ plain_id(plain_text(key)) }}
    ) as wholes on {{ plain_id(plain_text('declared.' ~ key)) }} = wholes.whole_id
    {%- endif %}
    {%- if var('as_of') is not none and times %}
    where coalesce({{ times | join(', ') }}, {{ as_of_literal() }}) <= {{ as_of_literal() }}
    {%- endif %}
)
{%- endmacro %}


{# All rows of a declared input under the contract's names. #}
{% macro declared_rows(input) %}
{%- set found = input_columns(input_location(input)) or {} -%}
        select
            {%- for column in contract_columns(input) %}
            {%- set name = input_column_name(input, column.name, found) %}
            {%- if name in found %}
            {{ input_text(adapter.quote(name), found[name]) }} as {{ column.name }}
            {%- else %}
            cast(null as {{ dbt.type_string() }}) as {{ column.name }}
            {%- endif %}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ input_relation(input_location(input)) }}
{%- endmacro %}


{# The day on which a row became known. A row without the first time is known since the second: an invitation without answer. #}
{% macro known_days(input) %}
    {%- set columns, days = contract_columns(input), [] -%}
    {%- for name in columns | selectattr('meta.known_at') | map(attribute='name') | list
            + columns | selectattr('meta.else_known_at') | map(attribute='name') | list -%}
        {%- set time = to_timestamp(name) if input == 'order_lines' else any_to_timestamp(plain_text(name)) -%}
        {%- do days.append(business_date(time)) -%}
    {%- endfor -%}
    {%- do return(days) -%}
{% endmacro %}


{# What the contract says of an input. #}
{% macro contract_table(input) %}
    {%- do return(graph.sources.values() | selectattr('source_name', 'equalto', 'raw')
        | selectattr('name', 'equalto', input) | first) -%}
{% endmacro %}


{# Its settings: key and the like. #}
{% macro contract_meta(input) %}
    {%- do return(contract_table(input).config.meta) -%}
{% endmacro %}


{# Its columns as they are listed, each with name and meta. #}
{% macro contract_columns(input) %}
    {%- do return(contract_table(input).columns.values() | list) -%}
{% endmacro %}


{# What var('inputs') says of an input; a bare text is its location. #}
{% macro input_declaration(input) %}
    {%- set declared = var('inputs')[input] -%}
    {%- do return({'location': declared} if declared is string else declared) -%}
{% endmacro %}


{# Where a declared input lies; empty where the declaration does not say. #}
{% macro input_location(input) %}
    {%- do return(input_declaration(input).get('location') or '') -%}
{% endmacro %}


{# The user's name of a contract column, spelled as it stands in the table where only case and outer spaces differ. #}
{% macro input_column_name(input, column, found) %}
    {%- set name = (input_declaration(input).get('columns') or {}).get(column, column) -%}
    {%- if name in found -%}{%- do return(name) -%}{%- endif -%}
    {%- for candidate in found if candidate | trim | lower == name | trim | lower -%}{%- do return(candidate) -%}{%- endfor -%}
    {%- do return(name) -%}
{% endmacro %}


{# The names of the contract's columns; none while dbt parses. #}
{% macro contract_column_names(input) %}
    {%- do return(contract_columns(input) | map(attribute='name') | list if execute else []) -%}
{% endmacro %}
