{# Letters without their accents, in text of small letters; neither engine takes apart letters as the other does (NFD). #}
{% macro fold_accents(column) -%}
    {%- set accented = 'àáâãäåāăąǎçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıǐĵķĺļľŀłñńņňòóôõöøōŏőǒŕŗřśŝşšșţťŧțùúûüũūŭůűųǔŵýÿŷźżž’`´' -%}
    {%- set plain = 'aaaaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiiijklllllnnnnoooooooooorrrsssssttttuuuuuuuuuuuwyyyzzz' ~ "'''" -%}
    {%- set marks = '[\\x{300}-\\x{36f}]' -%}
    case
        when not ({{ regexp_matches(column, '[^ -~]') }}) then {{ column }}
        else replace(replace(replace(
            translate({{ regexp_replace_all(column, marks, '') }}, '{{ accented }}', {{ text_literal(plain) }}),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
    end
{%- endmacro %}
