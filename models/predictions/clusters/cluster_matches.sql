{#- Which clusters of a run are those of the run before, by the distance of their centres. -#}

with versions as (

    select * from {{ ref('int_cluster_versions') }}

),

runs as (

    select
        run_number,
        max(as_of_date) as as_of_date
    from {{ ref('int_cluster_model_log') }}
    group by run_number

),

last_run as (

    select max(run_number) as run_number from runs

),

final as (

    select
        versions.run_number,
        versions.cluster_id,
        case when versions.status <> 'new' then versions.cluster_id end as old_cluster_id,
        case when versions.status <> 'gone' then versions.cluster_id end as new_cluster_id,
        versions.previous_name as old_cluster_name,
        versions.cluster_name as new_cluster_name,
        versions.status,
        versions.distance,
        versions.n_training_customers,
        versions.fitted_number,
        versions.model_version,
        runs.as_of_date,
        versions.run_number = last_run.run_number as is_latest
    from versions
    inner join runs on versions.run_number = runs.run_number
    cross join last_run

)

select * from final
