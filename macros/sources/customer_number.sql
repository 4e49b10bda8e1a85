{# A number of the company, or the name of a record, as a customer's id: in place of what may be an email or a phone, and of
   the number that stands for guests, its salted md5. #}
{% macro customer_number(number) -%}
    case
        when {{ number }} like '%@%' or {{ number }} like '%+%' or {{ number }} = '{{ guest_customer_id() }}'
            then {{ dbt.concat(["'hashed:'", row_fingerprint(contact_salt() + [number])]) }}
        else {{ number }}
    end
{%- endmacro %}
