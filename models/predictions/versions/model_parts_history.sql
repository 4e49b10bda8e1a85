{#- The numbers of every version, as its own tables held them when it was published: terms, centroids, scales, parameters. -#}

with log as (

    select * from {{ ref('int_model_log') }}
    where part not in ('published', 'registry')

),

final as (

    select
        model_name,
        model_version,
        cast(row_number() over (
            partition by model_name, model_version
            order by part asc, item_number asc nulls first, item asc nulls first, kind asc nulls first
        ) as int) as part_number,
        part,
        item_number,
        item,
        kind,
        lower_bound,
        upper_bound,
        number,
        reference
    from log

)

select * from final
