{# How well a candidate value meets a criterion of seed survivorship_rules: more is better, and `none` tells nothing apart. #}
{% macro survivorship_score(criterion) -%}
    case {{ criterion }}
        when 'verified' then case when is_verified then 1 else 0 end
        when 'unshared' then case when is_shared then 0 else 1 end
        when 'complete' then completeness
        when 'frequent' then n_records
        when 'source' then -source_priority
        when 'recent' then recency
        when 'first' then age
        else 0
    end
{%- endmacro %}
