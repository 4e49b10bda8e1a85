{{ config(schema='intermediate', materialized='view') }}

{#- The cluster features at the month-ends of the last year. All customers, or those of a fixed share where there are more than
    var('max_training_rows') rows. -#}

with cluster_rows as (

    select * from {{ ref('int_cluster_rows') }}
    where is_month_end

),

as_of as (

    select * from {{ ref('as_of') }}

),

last_year as (

    select cluster_rows.*
    from cluster_rows
    inner join as_of on cluster_rows.snapshot_date >= {{ month_end_before(days_before('as_of.as_of_date', 365)) }}

),

size as (

    select count(*) as n_rows from last_year

),

final as (

    select
        last_year.customer_id,
        {% for feature in cluster_feature_names() %}
            last_year.{{ feature }},
        {% endfor %}
        last_year.snapshot_date as as_of_date
    from last_year
    cross join size
    where {{ sampled('last_year.customer_id', 'size.n_rows', var('max_training_rows')) }}

)

select * from final
