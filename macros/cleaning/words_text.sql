{# People's own words as plain ones with single spaces, an East Asian sign being a word, and | where a clause ends: at a
   point, comma, dash, bracket or the like, and at a but, though not that of anything but. n't is not, however its apostrophe
   is typed. #}
{% macro words_text(text) -%}
    {%- set signs = '\\x{3040}-\\x{30ff}\\x{4e00}-\\x{9fff}' -%}
    {%- set ends = '[.,;:!?()/|\\x{5b}\\x{5d}\\x{2013}\\x{2014}\\x{2026}\\x{3001}\\x{3002}]+' -%}
    {%- set contractions = [
        ['[\\x{27}\\x{60}\\x{b4}\\x{2018}\\x{2019}\\x{2032}]', '’'],
        ['can’t|cannot', 'can not'], ['won’t', 'will not'], ['n’t', ' not'],
    ] -%}
    {%- set clauses = [
        ['不但', '不仅'], ['但是?', '|'], ['anything but', 'anythingbut'],
        [' -+ ', '|'], [ends, ' | '], ['([' ~ signs ~ '])', ' $1 '],
        ['[^a-z0-9|' ~ signs ~ ']+', ' '], ['( |^)(but)( |$)', ' | '], ['([|] *)+', '| '],
    ] -%}
    {%- set texts = [fold_width(lower_text(text))] -%}
    {%- for pattern, replacement in contractions -%}
        {%- do texts.append(regexp_replace_all(texts[-1], pattern, replacement)) -%}
    {%- endfor -%}
    {%- do texts.append(fold_accents(texts[-1])) -%}
    {%- for pattern, replacement in clauses -%}
        {%- do texts.append(regexp_replace_all(texts[-1], pattern, replacement)) -%}
    {%- endfor -%}
    trim({{ texts[-1] }})
{%- endmacro %}
