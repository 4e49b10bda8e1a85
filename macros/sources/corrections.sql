{# The cells of inputs that hold another value than their source: one SELECT per column, over the rows of int_<input>_judged
   that are kept. read_value: what could be read of the text, where more was than stands there. #}
{% macro changed_cells(inputs) -%}
    {%- set selects = [] -%}
    {%- for input in inputs -%}
        {%- set judged = ref('int_' ~ input ~ '_judged') -%}
        {%- for column in correctable_columns(input) -%}
            {%- do selects.append(changed_cells_of(input, judged, column)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ selects | join('\n    union all\n    ') or no_changed_cells() }}
{%- endmacro %}


{# What a company has whose inputs hold nothing to correct. #}
{% macro no_changed_cells() -%}
    select
        {%- for column in ['source_name', 'row_id', 'record_key', 'column_name', 'old_value', 'read_value', 'new_value'] %}
        cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select 1 as one) as nothing
    where one = 0
{%- endmacro %}


{# The cells of one column. #}
{% macro changed_cells_of(input, judged, column) -%}
    {%- set read = {'email': 'email_text', 'phone': 'phone_text', 'birth_date': 'stated_birth_date'}.get(column, 'null') -%}
    select
        '{{ input }}' as source_name,
        row_hash as row_id,
        {{ record_key(contract_key(input)) }} as record_key,
        '{{ column }}' as column_name,
        raw_{{ column }} as old_value,
        cast({{ read }} as {{ dbt.type_string() }}) as read_value,
        cast({{ column }} as {{ dbt.type_string() }}) as new_value
    from {{ judged }}
    where
        row_outcome = 'kept'
        and raw_{{ column }} is not null
        and ({{ column }} is null{{ ' or email <> email_text' if column == 'email' }})
{%- endmacro %}


{# The columns whose text may be no value of theirs. Other texts are standardised, not corrected, and a row that lacks a
   required value is not kept. #}
{% macro correctable_columns(input) %}
    {%- set names = [] -%}
    {%- for column in (contract_columns(input) if execute else []) if not column.meta.required -%}
        {%- if (column.data_type or 'string') != 'string' or column.name in ['email', 'phone', 'currency'] -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(names) -%}
{% endmacro %}


{# The values of a key as one text. #}
{% macro record_key(columns) -%}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") -%}
    {%- endfor -%}
    {{ parts | join(" || '|' || ") }}
{%- endmacro %}
