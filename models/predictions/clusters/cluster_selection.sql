{#- Every number of clusters that was tried. Published is the highest silhouette of the stable ones, or the most stable if none
    is; of equals the fewest. -#}

with parts as (

    select * from {{ ref('cluster_model_fit') }}
    where part = 'candidate'

),

rules as (

    select threshold as min_stability
    from {{ ref('cluster_rules') }}
    where rule = 'min_stability'

),

measured as (

    select
        item_number as n_clusters,
        max(case when item = 'silhouette' then number end) as silhouette,
        max(case when item = 'stability' then number end) as stability,
        max(case when item = 'stability_deviation' then number end) as stability_deviation,
        cast(max(case when item = 'n_resamples' then number end) as int) as n_resamples
    from parts
    group by item_number

),

judged as (

    select
        measured.*,
        measured.stability >= rules.min_stability as is_stable
    from measured
    cross join rules

),

final as (

    select
        *,
        row_number() over (
            order by
                case when is_stable then 0 else 1 end, case when is_stable then silhouette else stability end desc, n_clusters
        ) = 1 as is_published
    from judged

)

select * from final
