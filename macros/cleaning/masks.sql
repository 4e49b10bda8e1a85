{# What may be shown of an identifier: the first letter and the domain of an email, the first and last two digits of a
   phone, the whole of what names a record. #}
{% macro masked_identifier(identifier_type, identifier_value) -%}
    case {{ identifier_type }}
        when 'email' then {{ regexp_replace_all(identifier_value, '^(.)[^@]*', '$1***') }}
        when 'phone' then {{ regexp_replace_all(identifier_value, '^([+]?.{2}).*(.{2})$', '$1***$2') }}
        else {{ identifier_value }}
    end
{%- endmacro %}
