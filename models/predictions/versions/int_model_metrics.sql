{{ config(schema='intermediate') }}

{#- How good each published model was where it was tested. -#}

with clusters as (

    select * from {{ ref('cluster_selection') }}
    where is_published

),

demand as (

    select * from {{ ref('demand_model_leaderboard') }}
    where is_published

),

measured as (

    {% for model_name, leaderboard in [
        ('churn', ref('churn_model_leaderboard')), ('prospects', ref('prospect_model_leaderboard')),
    ] %}
        {% for metric in ['test_auc', 'test_log_loss', 'test_brier_score', 'mean_auc', 'mean_log_loss'] %}
            select
                '{{ model_name }}' as model_name,
                '{{ metric }}' as metric,
                {{ metric }} as metric_value
            from {{ leaderboard }}
            where is_published
            union all
        {% endfor %}
    {% endfor %}
    select
        'clusters' as model_name,
        'silhouette' as metric,
        silhouette as metric_value
    from clusters
    {% for metric in ['mase', 'seasonal_naive_mase', 'coverage_rate'] %}
        union all
        select
            'demand' as model_name,
            concat('{{ metric }} of ', measure, ' by ', period_kind) as metric,
            {{ metric }} as metric_value
        from demand
    {% endfor %}
    {% for model_name, fitted in [('purchases', ref('purchase_model_fit')), ('spend', ref('spend_model_fit'))] %}
        union all
        select
            '{{ model_name }}' as model_name,
            'log_likelihood' as metric,
            number as metric_value
        from {{ fitted }}
        where part = 'candidate' and item_number = 1
    {% endfor %}

),

final as (

    select * from measured
    where metric_value is not null

)

select * from final
