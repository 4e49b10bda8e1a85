{# Days after which a stage ends: a multiple of the customer's own median gap, floored and capped, where the customer has
   enough order days to have a rhythm; else the population default. `limits` is a row of int_lifecycle_limits. #}
{% macro rhythm_limit(stage, n_order_days, median_gap_days) -%}
    case
        when {{ n_order_days }} >= limits.{{ stage }}_min_order_days
            then least(
                greatest(limits.{{ stage }}_multiple * {{ median_gap_days }}, limits.{{ stage }}_floor_days),
                limits.{{ stage }}_cap_days
            )
        else limits.{{ stage }}_default_days
    end
{%- endmacro %}
