{{ config(materialized='view') }}

{#- Scores by the fixed thresholds of seeds/config/rfm_thresholds.csv: the best score whose bound is met, else 1. -#}

with measures as (

    select * from {{ ref('int_rfm_measures') }}

),

bounds as (

    select
        {% for measure in ['recency', 'frequency', 'monetary'] %}
            {% set is_last = loop.last %}
            {% for score in [5, 4, 3, 2] %}
                max(case when measure = '{{ measure }}' and score = {{ score }} then bound end)
                    as {{ measure }}_{{ score }}{{ '' if is_last and loop.last else ',' }}
            {% endfor %}
        {% endfor %}
    from {{ ref('rfm_thresholds') }}

),

final as (

    select
        measures.customer_id,
        measures.snapshot_date,
        {% for score, measured, measure in [
            ('r_score', 'recency_days <=', 'recency'), ('f_score', 'n_orders >=', 'frequency'),
            ('m_score', 'net_revenue_amount >=', 'monetary'),
        ] %}
            case
                {% for points in [5, 4, 3, 2] %}
                    when measures.{{ measured }} bounds.{{ measure }}_{{ points }} then {{ points }}
                {% endfor %}
                else 1
            end as {{ score }}{{ ',' if not loop.last }}
        {% endfor %}
    from measures
    cross join bounds

)

select * from final
