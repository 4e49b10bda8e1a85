{#- One row per model, fitted or not; where not, reason_code says why. -#}

{%- set items = [
    'status', 'reason_code', 'model_version', 'algorithm', 'data_fingerprint', 'features', 'settings', 'library_versions'
] -%}

with parts as (

    {% for model_name, fitted in fitted_models() %}
        select
            '{{ model_name }}' as model_name,
            item,
            kind as entry
        from {{ fitted }}
        where part = 'registry'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

as_of as (

    select * from {{ ref('as_of') }}

),

final as (

    select
        parts.model_name,
        {% for item in items %}
            max(case when parts.item = '{{ item }}' then parts.entry end) as {{ item }},
        {% endfor %}
        cast(max(case when parts.item = 'trained_from' then parts.entry end) as date) as trained_from,
        cast(max(case when parts.item = 'trained_to' then parts.entry end) as date) as trained_to,
        cast(max(case when parts.item = 'last_try_date' then parts.entry end) as date) as last_try_date,
        cast(max(case when parts.item = 'n_training_rows' then parts.entry end) as bigint) as n_training_rows,
        as_of.as_of_date
    from parts
    cross join as_of
    group by parts.model_name, as_of.as_of_date

)

select * from final
