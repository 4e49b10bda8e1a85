{#- The last digits of a difference of rates are cut: 0.3 - 0.2 would fall short of a threshold of 0.1. -#}

with summary as (

    select * from {{ ref('data_quality_summary') }}

),

rules as (

    select
        max(case when rule = 'min_rows' then threshold end) as min_rows,
        max(case when rule = 'null_rate_drift' then threshold end) as null_rate_limit,
        max(case when rule = 'invalid_rate_drift' then threshold end) as invalid_rate_limit
    from {{ ref('quality_drift_rules') }}

),

sources as (

    select
        source_name,
        business_date as latest_date
    from summary
    where column_name = '(row)' and is_latest_date

),

days as (

    select
        summary.*,
        sources.latest_date,
        summary.business_date > {{ days_before('sources.latest_date', drift_days()) }} as is_latest_span
    from summary
    inner join sources on summary.source_name = sources.source_name
    where
        summary.column_name <> '(row)'
        and summary.business_date <= sources.latest_date
        and summary.business_date > {{ days_before('sources.latest_date', 2 * drift_days()) }}

),

spans as (

    select
        {%- for count in ['n_rows', 'n_nulls', 'n_invalid'] %}
            cast(coalesce(sum(case when is_latest_span then {{ count }} end), 0) as bigint) as {{ count }},
            cast(coalesce(sum(case when not is_latest_span then {{ count }} end), 0) as bigint)
                as {{ count | replace('n_', 'n_previous_') }},
        {%- endfor %}
        source_name,
        column_name,
        latest_date
    from days
    group by source_name, column_name, latest_date

),

shares as (

    select
        *,
        cast(n_nulls as double) / nullif(n_rows, 0) as null_rate,
        cast(n_invalid as double) / nullif(n_rows, 0) as invalid_rate,
        cast(n_previous_nulls as double) / nullif(n_previous_rows, 0) as previous_null_rate,
        cast(n_previous_invalid as double) / nullif(n_previous_rows, 0) as previous_invalid_rate
    from spans

),

differences as (

    select
        *,
        floor((null_rate - previous_null_rate) * 1e12 + 0.5) / 1e12 as null_rate_drift,
        floor((invalid_rate - previous_invalid_rate) * 1e12 + 0.5) / 1e12 as invalid_rate_drift
    from shares

),

final as (

    select
        differences.source_name,
        differences.column_name,
        differences.latest_date,
        differences.n_rows,
        differences.n_previous_rows,
        differences.n_nulls,
        differences.n_previous_nulls,
        differences.n_invalid,
        differences.n_previous_invalid,
        differences.null_rate,
        differences.previous_null_rate,
        differences.null_rate_drift,
        differences.invalid_rate,
        differences.previous_invalid_rate,
        differences.invalid_rate_drift,
        least(differences.n_rows, differences.n_previous_rows) >= rules.min_rows as has_enough_rows,
        least(differences.n_rows, differences.n_previous_rows) >= rules.min_rows
        and (
            abs(differences.null_rate_drift) >= rules.null_rate_limit
            or abs(differences.invalid_rate_drift) >= rules.invalid_rate_limit
        ) as has_drifted
    from differences
    cross join rules

)

select * from final
