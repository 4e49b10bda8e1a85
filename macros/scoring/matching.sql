{# Pairs of records that are compared at all: those that agree in the columns of one of these rules, which is the cheaper the
   rarer the values are. Most specific first; a rule with too many pairs is left out (identity_blocking says so). #}
{% macro identity_blocking_rules() %}
    {%- do return([
        ['email'], ['phone'], ['street'], ['postal_code'], ['given_name', 'family_name'], ['birth_date'], ['mailbox'],
        ['family_name', 'birth_year'], ['family_name', 'birth_month_day'], ['given_name', 'birth_year'],
        ['family_name', 'postal_area'], ['given_name', 'postal_area'], ['family_name', 'city'], ['given_name', 'city'],
        ['birth_year', 'postal_area'], ['birth_year', 'city'], ['birth_month_day', 'city'],
        ['family_name', 'given_initial'], ['given_name', 'family_start'],
    ]) -%}
{% endmacro %}


{# The comparisons of the matching model, as in python/customer360/matching/comparisons.py. #}
{% macro identity_comparisons() %}
    {%- do return([
        'given_name', 'family_name', 'birth_date', 'email', 'phone', 'postal_code', 'city', 'street', 'job_title', 'gender'
    ]) -%}
{% endmacro %}


{# Letters of a text that levenshtein measures alike on both engines: NULL where there are others than those of ASCII. #}
{% macro ascii_text(text) -%}
    case when not ({{ regexp_matches(text, '[^ -~]') }}) then {{ text }} end
{%- endmacro %}
