{# Plain text to a UTC timestamp, of every form that has one reading: ISO, 2023/7/1, 01.07.2023, 2023年7月1日, a spreadsheet's
   serial day (first_serial to 60000, rounded to the second), seconds or milliseconds since 1970. Dates like 01/07/2023 are read
   where var date_order says how (DMY or MDY), else NULL. #}
{% macro any_to_timestamp(text, first_serial=20000) -%}
    {%- set chinese = regexp_replace_all(text, '^([0-9]{4}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日 ?', '$1-$2-$3 ') -%}
    {%- set by_year = regexp_replace_all(chinese, '^([0-9]{4})([/.])([0-9]{1,2})[/.]([0-9]{1,2})', '$1-$3-$4') -%}
    {%- set dotted = regexp_replace_all(by_year, '^([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4})', '$3-$2-$1') -%}
    {%- set order = {'DMY': '$3-$2-$1', 'MDY': '$3-$1-$2'}.get(var('date_order')) -%}
    {%- set iso = regexp_replace_all(dotted, '^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})', order) if order else dotted -%}
    {%- set serial = 'try_cast(' ~ text ~ ' as decimal(18, 10))' -%}
    case
        when {{ regexp_matches(text, plain_timestamp_pattern()) }} then try_cast({{ text }} as timestamp)
        when {{ regexp_matches(text, '^[1-6][0-9]{4}([.][0-9]{1,10})?$') }}
            then case
                when {{ serial }} between {{ first_serial }} and 60000
                    then {{ seconds_to_timestamp('cast(floor((' ~ serial ~ ' - 25569) * 86400 + 0.5) as bigint)') }}
            end
        when {{ regexp_matches(text, '^[0-9]{9,10}([.]0+)?$') }}
            then {{ seconds_to_timestamp('cast(floor(' ~ 'try_cast(' ~ text ~ ' as decimal(18, 4))' ~ ') as bigint)') }}
        when {{ regexp_matches(text, '^[0-9]{12,13}([.]0+)?$') }}
            then {{ seconds_to_timestamp('cast(floor(' ~ 'try_cast(' ~ text ~ ' as decimal(18, 4))' ~ ' / 1000) as bigint)') }}
        else {{ to_timestamp(iso) }}
    end
{%- endmacro %}


{# Plain text to a date, of the same forms; a birth date may be as old as the serial day 10000, in 1927. #}
{% macro any_to_date(text, first_serial=20000) -%}
    cast({{ any_to_timestamp(text, first_serial) }} as date)
{%- endmacro %}


{# Plain text of numbers as people write them to text that to_decimal reads: (1,234.50) is -1234.50, £1.2k is 1.2e3. Three
   digits after one comma are thousands, after one point they are decimals. #}
{% macro number_text(text) -%}
    {%- set money = '([£€\\x{24}¥₩₹元]|eur|gbp|usd|cny|rmb|chf|jpy)' -%}
    {%- set groups = '(-?[1-9][0-9]{0,2})@([0-9]{3})(?:@([0-9]{3}))?(?:@([0-9]{3}))?(?:@([0-9]{3}))?' -%}
    {%- set unit = '( ?[km万亿%]?)$' -%}
    {%- set rules = [
        ['\\x{2212}', '-'],
        ['^([(+-]?) ?' ~ money ~ ' ?', '$1'],
        [' ?' ~ money ~ '( ?[)-]?)$', '$2'],
        ['^[(] ?([^()+-]+?) ?[)]$', '-$1'],
        ['^([^-]+?) ?-$', '-$1'],
        ['^' ~ groups.replace('@', ',') ~ '([.][0-9]*)?' ~ unit, '$1$2$3$4$5$6$7'],
        ['^' ~ groups.replace('@', '[.]') ~ ',([0-9]+)' ~ unit, '$1$2$3$4$5.$6$7'],
        ['^(-?[1-9][0-9]{0,2})[.]([0-9]{3})[.]([0-9]{3})(?:[.]([0-9]{3}))?(?:[.]([0-9]{3}))?' ~ unit, '$1$2$3$4$5$6'],
        ['^' ~ groups.replace('@', "[ ''’]") ~ '(?:[.,]([0-9]+))?' ~ unit, '$1$2$3$4$5.$6$7'],
        ['^([+-]?[0-9]+),([0-9]+)' ~ unit, '$1.$2$3'],
        ['^([+-]?[0-9.]+) ?k$', '$1e3'], ['^([+-]?[0-9.]+) ?m$', '$1e6'],
        ['^([+-]?[0-9.]+) ?万$', '$1e4'], ['^([+-]?[0-9.]+) ?亿$', '$1e8'],
        ['^([+-]?[0-9.]+) ?%$', '$1e-2'],
    ] -%}
    {%- set texts = [lower_text(text)] -%}
    {%- for pattern, replacement in rules -%}
        {%- do texts.append(regexp_replace_all(texts[-1], pattern, replacement)) -%}
    {%- endfor -%}
    {{ texts[-1] }}
{%- endmacro %}


{# Plain text to decimal as people write amounts; NULL where it is no number or does not fit. 90% is 0.9 in a column of shares and
   nothing elsewhere: of ten points it would be the worst. #}
{% macro to_amount(text, precision=18, scale=4, is_share=false) -%}
    case
        when {{ regexp_matches(text, '^-?[0-9]+([.][0-9]+)?$') }}
            then try_cast({{ text }} as decimal({{ precision }}, {{ scale }}))
        {%- if not is_share %}
        when {{ regexp_matches(text, '%') }} then null
        {%- endif %}
        else {{ to_decimal(number_text(text), precision, scale) }}
    end
{%- endmacro %}


{# Plain text to a whole number; NULL where it is none. #}
{% macro to_integer(text) -%}
    case
        when {{ to_decimal(text) }} = floor({{ to_decimal(text) }})
            then cast({{ to_decimal(text) }} as bigint)
    end
{%- endmacro %}
