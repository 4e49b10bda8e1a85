{{ config(materialized='view') }}

{#- Scores by the fixed thresholds of seeds/config/rfm_thresholds.csv: the best score whose bound is met, else 1. -#}
{%- set scores = {'r_score': 'recency', 'f_score': 'frequency', 'm_score': 'monetary'} -%}
{%- set met = {'recency': 'recency_days <=', 'frequency': 'n_orders >=', 'monetary': 'net_revenue_amount >='} %}

with measures as (

    select * from {{ ref('int_rfm_measures') }}

),

bounds as (

    select
        {% for measure in met %}
            {% for points in [5, 4, 3, 2] %}
                max(case when measure = '{{ measure }}' and score = {{ points }} then bound end) as {{ measure }}_{{ points }},
            {% endfor %}
        {% endfor %}
        count(*) as n_bounds
    from {{ ref('rfm_thresholds') }}

),

final as (

    select
        {% for score, measure in scores.items() %}
            case
                {% for points in [5, 4, 3, 2] %}
                    when measures.{{ met[measure] }} bounds.{{ measure }}_{{ points }} then {{ points }}
                {% endfor %}
                else 1
            end as fixed_{{ score }},
        {% endfor %}
        measures.*
    from measures
    cross join bounds

)

select * from final
