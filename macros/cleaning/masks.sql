{# What may be shown of an identifier: the first letter and the domain of an email, the first and last two digits of a
   phone, the whole of what names a record, unless an email or a phone does. #}
{% macro masked_identifier(identifier_type, identifier_value) -%}
    case {{ identifier_type }}
        when 'email' then {{ regexp_replace_all(identifier_value, '^(.)[^@]*', '$1***') }}
        when 'phone' then {{ regexp_replace_all(identifier_value, '^([+]?.{2}).*(.{2})$', '$1***$2') }}
        else {{ customer_number(identifier_value) }}
    end
{%- endmacro %}


{# Text without the names before the @ of email addresses and the digits of phones behind their +, where no column of its own
   holds them. #}
{% macro without_contacts(text) -%}
    {{ regexp_replace_all(
        regexp_replace_all(text, '[^ @,;:<>=/]+@', '***@'), '[+][0-9][0-9 ()./-]{5,}[0-9]', '+***'
    ) }}
{%- endmacro %}


{# What may be shown of a value of a column of any input: all of it, unless the contract says that it is personal. #}
{% macro masked_cell(column_name, value) -%}
    case
        when {{ column_name }} in ('email', 'phone') then {{ masked_identifier(column_name, value) }}
        {%- for name in personal_columns() %}
        when {{ column_name }} = '{{ name }}' then case when {{ value }} is not null then '***' end
        {%- endfor %}
        else {{ without_contacts(value) }}
    end
{%- endmacro %}


{# The names of columns that the contract marks as personal in some input; none while dbt parses. #}
{% macro personal_columns() %}
    {%- set names = [] -%}
    {%- set inputs = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') if execute else [] -%}
    {%- for input in inputs | map(attribute='name') -%}
        {%- for column in contract_columns(input) if column.meta.pii and column.name not in names -%}
            {%- do names.append(column.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(names | sort) -%}
{% endmacro %}
