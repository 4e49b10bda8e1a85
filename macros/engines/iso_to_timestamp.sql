{# Text that is known to have an ISO form to a UTC timestamp; NULL where the day or time does not exist. #}
{% macro iso_to_timestamp(text) -%}
    {{ adapter.dispatch('iso_to_timestamp', 'customer360')(text) }}
{%- endmacro %}

{# The session's time zone is UTC (profiles.yml); a plain cast to timestamp would drop the offset. #}
{% macro duckdb__iso_to_timestamp(text) -%}
    timezone('UTC', try_cast({{ text }} as timestamptz))
{%- endmacro %}

{# Spark reads no offset after a time without seconds. #}
{% macro spark__iso_to_timestamp(text) -%}
    try_cast({{ regexp_replace_all(text, '([ T][0-9]{1,2}:[0-9]{2})( UTC| GMT|Z|[+-].*)$', '$1:00$2') }} as timestamp)
{%- endmacro %}
