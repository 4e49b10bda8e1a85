{# Text to a UTC timestamp; NULL where it is none. Only ISO forms from the year 1000 on, with one or two digits for month,
   day and hour: a day-month order is never guessed. An offset counts; without one the text is UTC. DuckDB casts no offset that
   stands after a space, as shop systems write it. #}
{% macro to_timestamp(column) -%}
    {%- set day = '[1-9][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}' -%}
    {%- set time = '([01]?[0-9]|2[0-3]):[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?' -%}
    {%- set offset = ' UTC| GMT|Z| ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?' -%}
    case
        when {{ regexp_matches(clean_text(column), '^' ~ day ~ '([ T]' ~ time ~ '(' ~ offset ~ ')?)?$') }}
            then {{ iso_to_timestamp(regexp_replace_all(clean_text(column), ' ([+-])', '$1')) }}
    end
{%- endmacro %}


{# The same at less cost, of raw text as of clean: most have the plainest form, which needs no offset. #}
{% macro tidy_timestamp(text) -%}
    case
        when {{ regexp_matches(text, plain_timestamp_pattern()) }} then try_cast({{ text }} as timestamp)
        else {{ to_timestamp(text) }}
    end
{%- endmacro %}


{# The ISO form without offset that any cast reads as UTC. #}
{% macro plain_timestamp_pattern() %}
    {%- do return('^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}( ([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2})?$') -%}
{% endmacro %}


{# Text to decimal, by default the project's money and quantity type; NULL where it is no number or does not fit. #}
{% macro to_decimal(column, precision=18, scale=4) -%}
    case
        when {{ regexp_matches(clean_text(column), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$') }}
            then try_cast({{ clean_text(column) }} as decimal({{ precision }}, {{ scale }}))
    end
{%- endmacro %}


{# The same at less cost, of raw text as of clean: most are plain numbers. #}
{% macro tidy_decimal(text, precision=18, scale=4) -%}
    case
        when {{ regexp_matches(text, '^-?[0-9]+([.][0-9]+)?$') }}
            then try_cast({{ text }} as decimal({{ precision }}, {{ scale }}))
        else {{ to_decimal(text, precision, scale) }}
    end
{%- endmacro %}


{# Quantity x price, both decimal(18, 4), as decimal(18, 4); NULL where it or one of them is 10^10 or more, so that sums over many
   lines still fit. The product is taken at 38 digits, the most that both engines have, where 18 might not do: they take ten
   times as long. #}
{% macro try_amount(quantity, unit_price) -%}
    case
        when {{ quantity }} between -99999 and 99999 and {{ unit_price }} between -99999 and 99999
            then cast(cast({{ quantity }} as decimal(9, 4)) * cast({{ unit_price }} as decimal(9, 4)) as decimal(18, 4))
        when
            abs(cast({{ quantity }} as double) * cast({{ unit_price }} as double)) < 1e10
            and greatest(abs(cast({{ quantity }} as double)), abs(cast({{ unit_price }} as double))) < 1e10
            then try_cast(cast({{ quantity }} as decimal(19, 4)) * {{ unit_price }} as decimal(18, 4))
    end
{%- endmacro %}


{# The same of a line that may be out of range, as decimal(22, 4), so that what is set aside can still be accounted for; NULL from
   10^18 on, of which a million would be the most that the sum holds. #}
{% macro wide_amount(quantity, unit_price) -%}
    case
        when abs(cast({{ quantity }} as double) * cast({{ unit_price }} as double)) < 1e18
            then try_cast(cast({{ quantity }} as decimal(19, 4)) * {{ unit_price }} as decimal(22, 4))
    end
{%- endmacro %}


{# A number's text in one spelling (2.5 for 2.50), with more decimals than are kept; other text as it is. `number` is the text
   typed at four decimals: where the text has no more, which its first signs tell, nothing need be read again. #}
{% macro exact_number_text(text, number) -%}
    case
        when left({{ decimal_text(number, 4) }}, length({{ text }})) = {{ text }}
            then {{ dbt.concat([decimal_text(number, 4), "'000000'"]) }}
        else coalesce({{ decimal_text(tidy_decimal(text, 38, 10), 10) }}, {{ text }})
    end
{%- endmacro %}


{# Whether one of several amounts, in itself or at a rate, is too large for sums over many lines; NULL amounts are not. #}
{% macro out_of_range(amounts, rate) -%}
    {%- set tests = [] -%}
    {%- set factor = 'greatest(1, coalesce(cast(' ~ rate ~ ' as double), 1))' -%}
    {%- for amount in amounts -%}
        {%- do tests.append('abs(cast(' ~ amount ~ ' as double)) * ' ~ factor ~ ' >= 1e10') -%}
    {%- endfor -%}
    coalesce({{ tests | join(', false) or coalesce(') }}, false)
{%- endmacro %}
