{# How far the difference of two shares of one sample (promoters less detractors) reaches to one side: Newcombe's method, with
   the limits of each share on that side and the negative correlation that shares of one sample have (Newcombe 1998). #}
{% macro net_share_margin(share, share_limit, other, other_limit) -%}
    sqrt(
        ({{ share }} - {{ share_limit }}) * ({{ share }} - {{ share_limit }})
        + ({{ other }} - {{ other_limit }}) * ({{ other }} - {{ other_limit }})
        - 2 * ({{ share }} - {{ share_limit }}) * ({{ other }} - {{ other_limit }})
        * coalesce(sqrt({{ share }} * {{ other }} / nullif((1 - {{ share }}) * (1 - {{ other }}), 0)), 0)
    )
{%- endmacro %}
