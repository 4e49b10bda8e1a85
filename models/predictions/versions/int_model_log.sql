{#- Every version of a model that was published here, written down by the build that first had it, with all its parts; and each
    as-of day that a version was published for. Nothing is ever rewritten, so that past models survive rebuilds, and
    --full-refresh too. -#}

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail', schema='intermediate'
) }}

with registry as (

    select
        model_name,
        model_version,
        as_of_date
    from {{ ref('model_registry') }}
    where status = 'fitted'

),

stored as (

    {% if is_incremental() %}
        select
            build_number,
            model_name,
            model_version,
            as_of_date,
            part
        from {{ this }}
    {% else %}
        select
            0 as build_number,
            model_name,
            model_version,
            as_of_date,
            '' as part
        from registry
        where false
    {% endif %}

),

this_build as (

    select cast(coalesce(max(build_number), 0) + 1 as int) as build_number from stored

),

known_versions as (

    select distinct
        model_name,
        model_version
    from stored

),

published as (

    select
        this_build.build_number,
        registry.*,
        known_versions.model_version is null as is_new_version
    from registry
    cross join this_build
    left join known_versions
        on registry.model_name = known_versions.model_name and registry.model_version = known_versions.model_version
    left join stored as known_days
        on
            registry.model_name = known_days.model_name
            and registry.model_version = known_days.model_version
            and registry.as_of_date = known_days.as_of_date
            and known_days.part = 'published'
    where known_days.model_version is null

),

described as (

    {% for model_name, fitted in fitted_models() %}
        select
            '{{ model_name }}' as described_model,
            part,
            item_number,
            item,
            kind,
            lower_bound,
            upper_bound,
            number,
            reference
        from {{ fitted }}
        union all
    {% endfor %}
    select
        model_name as described_model,
        'metric' as part,
        cast(null as int) as item_number,
        metric as item,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        metric_value as number,
        cast(null as double) as reference
    from {{ ref('int_model_metrics') }}
    union all
    select
        model_name as described_model,
        'published' as part,
        cast(null as int) as item_number,
        cast(null as {{ dbt.type_string() }}) as item,
        cast(null as {{ dbt.type_string() }}) as kind,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        cast(null as double) as number,
        cast(null as double) as reference
    from registry

),

final as (

    select
        published.build_number,
        published.model_name,
        published.model_version,
        published.as_of_date,
        described.part,
        described.item_number,
        described.item,
        described.kind,
        described.lower_bound,
        described.upper_bound,
        described.number,
        described.reference
    from published
    inner join described on published.model_name = described.described_model
    where published.is_new_version or described.part = 'published'

)

select * from final
