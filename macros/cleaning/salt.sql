{# The secret that goes into hashes of contacts, as a list of one SQL literal: its md5, from environment variable
   CUSTOMER360_SALT. Without it the list is empty, and who guesses an email can tell its hash. It must not change once it is
   set: people whom only contacts name would get other ids. #}
{% macro contact_salt() %}
    {%- set secret = env_var('CUSTOMER360_SALT', '') -%}
    {%- do return(["'" ~ local_md5(secret) ~ "'"] if secret else []) -%}
{% endmacro %}
