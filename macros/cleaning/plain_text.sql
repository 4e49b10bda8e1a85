{# Clean text without what nobody sees (control characters, zero-width signs, soft hyphens) and, unless `fold` is false,
   with East Asian wide signs as ASCII. A tab after a text's first letter is a slip of the hand, elsewhere it is a space.
   Most cells are plain ASCII already and take the short way. #}
{% macro plain_text(column, fold=true) -%}
    {%- set slip = '^([A-Z\\x{c0}-\\x{de}\\x{4e00}-\\x{9fff}])\\x{9}([a-z\\x{df}-\\x{ff}\\x{4e00}-\\x{9fff}])' -%}
    {%- set unseen = '[\\x{1}-\\x{8}\\x{e}-\\x{1f}\\x{7f}-\\x{9f}\\x{ad}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}]+' -%}
    {%- set folded = fold_width(column) if fold else column -%}
    case
        when not ({{ regexp_matches(column, '[^ -~]|^ | $|  |^$') }}) then {{ column }}
        else {{ clean_text(regexp_replace_all(regexp_replace_all(folded, unseen, ''), slip, '$1$2')) }}
    end
{%- endmacro %}


{# The raw columns of an input, as raw_<column>, and beside each its plain text under the contract's name; that of people's
   own words, the columns in `unfolded`, keeps its wide signs. The macros that type a column take plain text. #}
{% macro plain_columns(columns, unfolded=[]) -%}
    {%- for column in columns %}
        {{ column }} as raw_{{ column }},
        {{ plain_text(column, fold=column not in unfolded) }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The same with tidy text, which leaves unseen and wide signs as they are. #}
{% macro tidy_columns(columns) -%}
    {%- for column in columns %}
        {{ column }} as raw_{{ column }},
        {{ tidy_text(column) }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{# The names of the raw columns. #}
{% macro raw_names(columns) -%}
    {%- for column in columns -%}raw_{{ column }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}


{# Plain text; NULL where it only says that nothing is known, \N as databases export it among them. The surname Null keeps its
   capital. #}
{% macro known_text(text) -%}
    case when {{ text }} not in ('NULL', 'null', 'N/A', 'n/a', '#N/A', '-', '--', '?', concat(chr(92), 'N')) then {{ text }} end
{%- endmacro %}


{# Whether a raw text says anything at all: the plain text of what does not is empty, or a word that known_text makes NULL. One
   pattern, as plain_text itself is long, and Spark compiles it anew wherever it stands. #}
{% macro is_known_text(raw_text) -%}
    {%- set unseen = '[[:space:]\\x{1}-\\x{8}\\x{e}-\\x{1f}\\x{7f}-\\x{a0}\\x{ad}\\x{1680}\\x{2000}-\\x{200f}'
        ~ '\\x{202f}\\x{205f}\\x{2060}\\x{3000}\\x{feff}]*' -%}
    {%- set words = '([NＮ][UＵ][LＬ][LＬ]|[nｎ][uｕ][lｌ][lｌ]|[#＃]?[NＮ][/／][AＡ]|[nｎ][/／][aａ]|[－-][－-]?|[?？]'
        ~ '|[\\x{5c}＼][NＮ])?' -%}
    coalesce(not ({{ regexp_matches(raw_text, '^' ~ unseen ~ words ~ unseen ~ '$') }}), false)
{%- endmacro %}


{# An identifier from plain text: in upper case, without the '.0' that spreadsheets and pandas add to whole numbers; NULL where
   it only says that nothing is known. #}
{% macro plain_id(text) -%}
    {{ upper_text(
        'case when ' ~ text ~ " like '%.0%' then " ~ regexp_replace_all(text, '^([0-9]+)[.]0+$', '$1')
        ~ ' else ' ~ known_text(text) ~ ' end'
    ) }}
{%- endmacro %}


{# The number of a person, card, device, coupon or campaign from plain text; NULL too where it stands for none, as software writes
   it: zeros alone, None, nan. Of products and orders these may be true numbers. #}
{% macro known_id(text) -%}
    nullif({{ regexp_replace_all(plain_id(text), '^(0+|NONE|NAN|NAT|<NA>|NA|NIL|NULL|UNDEFINED)$', '') }}, '')
{%- endmacro %}


{# The name of a person: all capitals or all small letters become initial capitals. Scripts without case, mixed case and
   nicknames stay as they are. #}
{% macro person_name(text) -%}
    case
        when {{ known_text(text) }} is null or {{ upper_text(text) }} = {{ lower_text(text) }} then {{ known_text(text) }}
        when {{ text }} in ({{ upper_text(text) }}, {{ lower_text(text) }}) then {{ initial_capitals(lower_text(text)) }}
        else {{ text }}
    end
{%- endmacro %}


{# Plain text to boolean; NULL where it says neither. #}
{% macro to_boolean(text) -%}
    case
        when {{ lower_text(text) }} in ('y', 'yes', 'true', 't', '1', '1.0', '是', 'ja', 'oui') then true
        when {{ lower_text(text) }} in ('n', 'no', 'false', 'f', '0', '0.0', '否', 'nein', 'non') then false
    end
{%- endmacro %}


{# ISO 4217 code; NULL for what is none. Signs that several currencies share ($, ¥) are not guessed. #}
{% macro currency_code(text) -%}
    case
        when {{ lower_text(text) }} in ('€', 'euro') then 'EUR'
        when {{ text }} = '£' then 'GBP'
        when {{ lower_text(text) }} in ('rmb', 'cn¥', '人民币') then 'CNY'
        when {{ regexp_matches(text, '^[A-Za-z]{3}$') }} then {{ upper_text(text) }}
    end
{%- endmacro %}
