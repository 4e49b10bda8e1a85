{#- A day is held against the 28 days before it. A period that reaches back behind the first usable day of its input begins
    there, or the first weeks of every input would seem to grow. -#}

with counts as (

    select * from {{ ref('int_input_quality') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

sources as (

    select
        counts.source_name,
        min(counts.business_date) as first_date,
        max(case when counts.business_date <= as_of.as_of_date then counts.business_date end) as latest_date
    from counts
    cross join as_of
    where counts.column_name = '(row)' and counts.n_rows > counts.n_quarantined
    group by counts.source_name

),

numbered as (

    select
        *,
        coalesce({{ days_between("cast('2000-01-01' as date)", 'business_date') }}, 0) as day_number
    from counts

),

periods as (

    select
        *,
        sum(n_rows) over previous_days as previous_n_rows,
        sum(n_nulls) over previous_days as previous_n_nulls,
        sum(n_invalid) over previous_days as previous_n_invalid
    from numbered
    window previous_days as (
        partition by source_name, column_name, business_date is null
        order by day_number
        range between {{ drift_days() }} preceding and 1 preceding
    )

),

rates as (

    select
        periods.*,
        cast(periods.n_nulls as double) / periods.n_rows as null_rate,
        cast(periods.n_invalid as double) / periods.n_rows as invalid_rate,
        cast(periods.previous_n_nulls as double) / periods.previous_n_rows as previous_null_rate,
        cast(periods.previous_n_invalid as double) / periods.previous_n_rows as previous_invalid_rate,
        cast(periods.previous_n_rows as double)
        / greatest(1, least({{ drift_days() }}, {{ days_between('sources.first_date', 'periods.business_date') }}))
            as previous_daily_rows,
        sources.latest_date,
        as_of.as_of_date
    from periods
    cross join as_of
    left join sources on periods.source_name = sources.source_name

),

final as (

    select
        source_name,
        column_name,
        business_date,
        n_rows,
        n_nulls,
        n_invalid,
        n_duplicates,
        n_quarantined,
        null_rate,
        invalid_rate,
        previous_null_rate,
        previous_invalid_rate,
        null_rate - previous_null_rate as null_rate_drift,
        invalid_rate - previous_invalid_rate as invalid_rate_drift,
        previous_daily_rows,
        n_rows / previous_daily_rows - 1 as n_rows_drift,
        case when is_dated then {{ days_between('latest_date', 'as_of_date') }} end as freshness_days,
        coalesce(business_date = latest_date, false) as is_latest_date
    from rates

)

select * from final
