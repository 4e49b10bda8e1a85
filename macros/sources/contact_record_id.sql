{# The record of the identifiers that a row of an input bears: rows of one input with the same ones share it. #}
{% macro contact_record_id(source, crm_customer_id='null', loyalty_member_id='null', email='null', phone='null') -%}
    {{ dbt.concat([source, "':'", row_fingerprint(contact_salt() + [crm_customer_id, loyalty_member_id, email, phone])]) }}
{%- endmacro %}
