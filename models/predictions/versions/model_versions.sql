{#- What is told of a version is what was written down when it was first published. -#}

with log as (

    select * from {{ ref('int_model_log') }}

),

registry as (

    select * from {{ ref('model_registry') }}

),

published as (

    select
        model_name,
        model_version,
        min(build_number) as first_build_number,
        min(as_of_date) as first_as_of_date,
        max(as_of_date) as last_as_of_date,
        cast(count(*) as bigint) as n_as_of_dates
    from log
    where part = 'published'
    group by model_name, model_version

),

entries as (

    select
        model_name,
        model_version,
        {% for item in ['algorithm', 'data_fingerprint', 'features', 'settings', 'library_versions'] %}
            max(case when item = '{{ item }}' then kind end) as {{ item }},
        {% endfor %}
        cast(max(case when item = 'trained_from' then kind end) as date) as trained_from,
        cast(max(case when item = 'trained_to' then kind end) as date) as trained_to,
        cast(max(case when item = 'n_training_rows' then kind end) as bigint) as n_training_rows
    from log
    where part = 'registry'
    group by model_name, model_version

),

placed_metrics as (

    select
        model_name,
        model_version,
        concat(item, ' ', {{ decimal_text(ten_thousandths('number * 10000'), 4) }}) as metric_text,
        row_number() over (partition by model_name, model_version order by item asc) as place
    from log
    where part = 'metric'

),

metrics as (

    select
        model_name,
        model_version,
        {{ list_in_order('metric_text', 'place') }} as metrics
    from placed_metrics
    group by model_name, model_version

),

final as (

    select
        published.model_name,
        published.model_version,
        cast(row_number() over (
            partition by published.model_name order by published.first_build_number asc, published.model_version asc
        ) as int) as version_number,
        coalesce(registry.model_version = published.model_version, false) as is_current,
        published.first_as_of_date,
        published.last_as_of_date,
        published.n_as_of_dates,
        entries.algorithm,
        entries.trained_from,
        entries.trained_to,
        entries.n_training_rows,
        entries.data_fingerprint,
        entries.features,
        entries.settings,
        entries.library_versions,
        metrics.metrics
    from published
    left join registry on published.model_name = registry.model_name
    left join entries on published.model_name = entries.model_name and published.model_version = entries.model_version
    left join metrics on published.model_name = metrics.model_name and published.model_version = metrics.model_version

)

select * from final
