{#- Every cluster model that was fitted here, one after the other: what the clusters of the next one are matched with. A build
    writes rows only where the model differs from the last one, so building again changes nothing. Nothing is ever rewritten, so
    that the ids of clusters survive rebuilds, and --full-refresh too. -#}

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail', schema='intermediate'
) }}

with parts as (

    select * from {{ ref('cluster_model_fit') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

fitted as (

    select kind as model_version
    from parts
    where part = 'registry' and item = 'model_version'

),

last_run as (

    {% if is_incremental() -%}
        select
            run_number,
            model_version
        from {{ this }}
        order by run_number desc
        limit 1
    {%- else -%}
        select
            0 as run_number,
            cast(null as {{ dbt.type_string() }}) as model_version
    {%- endif %}

),

next_run as (

    select
        fitted.model_version,
        cast(coalesce(max(last_run.run_number), 0) + 1 as int) as run_number
    from fitted
    left join last_run on true
    group by fitted.model_version
    having max(last_run.model_version) is distinct from fitted.model_version

),

final as (

    select
        next_run.run_number,
        next_run.model_version,
        as_of.as_of_date,
        parts.part,
        parts.item_number,
        parts.item,
        parts.number,
        parts.reference
    from parts
    cross join next_run
    cross join as_of
    where parts.part in ('scale', 'centroid', 'size')

)

select * from final
