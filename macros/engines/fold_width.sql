{# The wide letters, digits and signs of East Asian keyboards (U+FF01 to U+FF5E, ￡￥￦) as plain ones; neither engine has NFKC. #}
{% macro fold_width(column) -%}
    {%- set wide = '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀'
        ~ 'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～￡￥￦' -%}
    {%- set narrow = '!"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`'
        ~ 'abcdefghijklmnopqrstuvwxyz{|}~£¥₩' -%}
    translate({{ column }}, '{{ wide }}', {{ text_literal(narrow) }})
{%- endmacro %}


{# A text between single quotes, as each engine escapes it. #}
{% macro text_literal(text) -%}
    {{ adapter.dispatch('text_literal', 'customer360')(text) }}
{%- endmacro %}

{% macro default__text_literal(text) -%}
    '{{ sql_text(text) }}'
{%- endmacro %}

{% macro spark__text_literal(text) -%}
    {{ spark_literal(text) }}
{%- endmacro %}
