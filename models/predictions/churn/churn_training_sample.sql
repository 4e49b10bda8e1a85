{#- What the churn candidates are fitted on and tested with: all labelled rows, or those of a fixed share of the
    customers where there are more than var('max_training_rows'). -#}

with features as (

    select * from {{ ref('churn_features') }}

),

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

size as (

    select count(*) as n_rows from outcomes

),

-- Before the features are joined, which are many more columns
chosen as (

    select outcomes.*
    from outcomes
    cross join size
    where {{ sampled('outcomes.customer_id', 'size.n_rows', var('max_training_rows')) }}

),

final as (

    select
        features.customer_id,
        features.snapshot_date,
        {% for feature in churn_feature_names() %}
            features.{{ feature }},
        {% endfor %}
        chosen.is_churned
    from features
    inner join chosen on features.customer_id = chosen.customer_id and features.snapshot_date = chosen.snapshot_date

)

select * from final
