{# The levels of sales_cube: name, and the dimensions that are told apart at it. #}
{% macro cube_levels() %}
    {%- do return([
        ('total', []), ('region', ['region']), ('channel', ['channel']), ('category', ['category']),
        ('segment', ['segment']), ('customer_type', ['customer_type']), ('region_channel', ['region', 'channel']),
        ('category_channel', ['channel', 'category']), ('segment_customer_type', ['segment', 'customer_type']),
        ('detail', cube_dimensions()),
    ]) -%}
{% endmacro %}


{# The dimensions of sales_cube. #}
{% macro cube_dimensions() %}
    {%- do return(['region', 'channel', 'category', 'segment', 'customer_type']) -%}
{% endmacro %}


{# Whether a row of grouping sets is of the level that tells these dimensions apart and no others. #}
{% macro is_cube_level(dimensions) -%}
    {%- for dimension in cube_dimensions() -%}
        {{ ' and ' if not loop.first }}grouping({{ dimension }}) = {{ 0 if dimension in dimensions else 1 }}
    {%- endfor -%}
{%- endmacro %}


{# The comparisons of revenue_bridge and sales_drivers: name, kind of period, and how many months lie between the two. #}
{% macro sales_comparisons() %}
    {%- do return([('month_before', 'month', 1), ('year_before', 'month', 12), ('quarter_before', 'quarter', 3)]) -%}
{% endmacro %}


{# Part of a change that the logarithmic mean of both amounts gives to the factor that went from one value to another
   (LMDI; Ang, "The LMDI approach to decomposition analysis", Energy Policy 33, 2005). #}
{% macro factor_effect(earlier_amount, later_amount, earlier_factor, later_factor) -%}
    {{ ten_thousandths(
        '10000 * ' ~ logarithmic_mean(earlier_amount, later_amount) ~ ' * ln(' ~ later_factor ~ ' / ' ~ earlier_factor ~ ')'
    ) }}
{%- endmacro %}

{% macro logarithmic_mean(earlier, later) -%}
    case
        when {{ earlier }} = {{ later }} then {{ earlier }}
        else ({{ later }} - {{ earlier }}) / ln({{ later }} / {{ earlier }})
    end
{%- endmacro %}
