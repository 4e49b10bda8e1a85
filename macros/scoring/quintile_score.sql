{# 1 + floor(5 s), where s is the share of the partition that is strictly worse: equal values get equal scores.
   `worst_first` orders the partition from worst to best. #}
{% macro quintile_score(partition_by, worst_first) -%}
    cast(1 + floor(
        cast(5 as double) * (rank() over (partition by {{ partition_by }} order by {{ worst_first }}) - 1)
        / count(*) over (partition by {{ partition_by }})
    ) as int)
{%- endmacro %}


{# The FM score of the segment grid. #}
{% macro fm_score(f_score, m_score) -%}
    cast(floor(({{ f_score }} + {{ m_score }}) / 2.0) as int)
{%- endmacro %}
