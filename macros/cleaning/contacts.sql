{# An e-mail address in lower case; NULL where it is none. Dots and plus stay, a mailto: or angle brackets go. #}
{% macro email_text(text) -%}
    {%- set bare = regexp_replace_all(lower_text(text), '^(mailto:)|^.*<([^<>]*)>$', '$2') -%}
    {%- set address = 'case when ' ~ text ~ " like '%:%' or " ~ text ~ " like '%<%' then " ~ bare
        ~ ' else ' ~ lower_text(text) ~ ' end' -%}
    {%- set label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?' -%}
    {%- set local = '[a-z0-9!#\\x{24}\\x{27}%&*+/=?_`|-]+' -%}
    case
        when length({{ text }}) <= 254
            and {{ regexp_matches(address, '^' ~ local ~ '(?:[.]' ~ local ~ ')*@(?:' ~ label ~ '[.])+[a-z][a-z0-9-]*[a-z0-9]$') }}
            then {{ address }}
    end
{%- endmacro %}


{# What follows the @ of an address. #}
{% macro email_domain(email) -%}
    {{ regexp_replace_all(email, '^.*@', '') }}
{%- endmacro %}


{# An address with its domain spelled right; NULL for a placeholder. Both come from left joins to the seeds. #}
{% macro corrected_email(email, right_domain, placeholder) -%}
    case
        when {{ placeholder }} is null
            then coalesce({{ dbt.concat([regexp_replace_all(email, '@.*$', '@'), right_domain]) }}, {{ email }})
    end
{%- endmacro %}


{# What is dialled: digits, with + before a country code; extension, (0) and separators are dropped. NULL where other
   signs remain. #}
{% macro phone_text(text) -%}
    {%- set bare = regexp_replace_all(
        lower_text(text), ' *(x|ext[.]?|extension|durchwahl|#|;ext=|转|分机)[ .:]*[0-9]{1,6}$|^tel[.:]* *|[(]0[)]', ''
    ) -%}
    {%- set digits = regexp_replace_all(bare, '[ ()./\\x{2010}-\\x{2015}-]', '') -%}
    {%- set dialled = regexp_replace_all(digits, '^00', '+') -%}
    case
        when {{ regexp_matches(text, '^[+][0-9]{5,17}$') }} then {{ text }}
        when {{ regexp_matches(dialled, '^[+]?[0-9]{5,17}$') }} then {{ dialled }}
    end
{%- endmacro %}


{# Calling code, trunk prefix and national numbers without it, by country. Countries that are not listed need a + or 00. #}
{% macro calling_plans() %}
    {%- do return({
        'GB': ['44', '0', '[1-9][0-9]{8,9}'], 'DE': ['49', '0', '[1-9][0-9]{5,11}'], 'FR': ['33', '0', '[1-9][0-9]{8}'],
        'US': ['1', '1?', '[2-9][0-9]{9}'], 'CA': ['1', '1?', '[2-9][0-9]{9}'],
        'CN': ['86', '0?', '(1[3-9][0-9]{9}|[2-9][0-9]{8,10}|10[0-9]{8})'],
        'AT': ['43', '0', '[1-9][0-9]{3,12}'], 'CH': ['41', '0', '[1-9][0-9]{8}'], 'NL': ['31', '0', '[1-9][0-9]{8}'],
        'BE': ['32', '0', '[1-9][0-9]{7,8}'], 'IE': ['353', '0', '[1-9][0-9]{6,9}'], 'SE': ['46', '0', '[1-9][0-9]{6,9}'],
        'AU': ['61', '0', '[1-9][0-9]{8}'], 'NZ': ['64', '0', '[1-9][0-9]{7,9}'], 'JP': ['81', '0', '[1-9][0-9]{8,9}'],
        'IN': ['91', '0?', '[1-9][0-9]{9}'], 'ES': ['34', '', '[5-9][0-9]{8}'], 'PT': ['351', '', '[2-9][0-9]{8}'],
        'DK': ['45', '', '[2-9][0-9]{7}'], 'NO': ['47', '', '[2-9][0-9]{7}'], 'PL': ['48', '', '[1-9][0-9]{8}'],
        'SG': ['65', '', '[3-9][0-9]{7}'], 'HK': ['852', '', '[2-9][0-9]{7}'],
    }) -%}
{% endmacro %}


{# What was dialled (phone_text) to E.164; NULL where it is no number of its country. A national number is of the row's
   country or, where that is unknown, of var default_country. #}
{% macro to_e164(dialled, country_code='null') -%}
    case
        {%- for country, plan in calling_plans().items() if country != 'CA' %}
        when {{ dialled }} like '+{{ plan[0] }}%'
            then case
                when {{ regexp_matches(dialled, '^[+]' ~ plan[0] ~ ('0?' if plan[1].startswith('0') else '') ~ plan[2] ~ '$') }}
                    then {{ regexp_replace_all(dialled, '^[+]' ~ plan[0] ~ '0?', '+' ~ plan[0]) }}
            end
        {%- endfor %}
        when {{ regexp_matches(dialled, '^[+][1-9][0-9]{7,14}$') }} then {{ dialled }}
        {%- for country, plan in calling_plans().items() %}
        when coalesce({{ country_code }}, '{{ var("default_country") }}') = '{{ country }}'
            then case
                when {{ regexp_matches(dialled, '^' ~ plan[1] ~ plan[2] ~ '$') }}
                    then {{ regexp_replace_all(dialled, '^' ~ plan[1] ~ '(' ~ plan[2] ~ ')$', '+' ~ plan[0] ~ '$1') }}
            end
        {%- endfor %}
    end
{%- endmacro %}


{# What mobiles begin with, by the calling codes of countries whose plan tells them from fixed lines. #}
{% macro mobile_plans() -%}
    {{- return({
        '86': '1[3-9]', '44': '7[1-57-9]', '49': '1[567]', '33': '[67]', '34': '[67]', '39': '3', '31': '6', '32': '4[5-9]',
        '41': '7', '43': '6[5-9]', '46': '7', '47': '[49]', '48': '(45|5[0137]|6[069]|7[2389]|88)', '351': '9', '353': '8[35-9]',
        '358': '(4|50)', '420': '[67]', '61': '4', '64': '2', '81': '[789]0',
        '82': '10', '90': '5', '65': '[89]', '27': '(6|7|8[1-4])'
    }) -}}
{%- endmacro %}


{# Whether an E.164 number is a mobile one; NULL where the country's plan does not say. #}
{% macro is_mobile(phone) -%}
    {%- set mobiles = [] -%}
    {%- for code, start in mobile_plans().items() -%}
        {%- do mobiles.append(code ~ start) -%}
    {%- endfor %}
    case
        when {{ regexp_matches(phone, '^[+](' ~ mobile_plans() | join('|') ~ ')') }}
            then {{ regexp_matches(phone, '^[+](' ~ mobiles | join('|') ~ ')') }}
    end
{%- endmacro %}
