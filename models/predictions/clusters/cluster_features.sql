{{ config(materialized='view') }}

{#- The measures that customers with an order in the last 365 days are grouped by. -#}

with cluster_rows as (

    select * from {{ ref('int_cluster_rows') }}
    where is_as_of

),

final as (

    select
        customer_id,
        snapshot_date as as_of_date,
        {% for feature in cluster_feature_names() %}
            {{ feature }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from cluster_rows

)

select * from final
