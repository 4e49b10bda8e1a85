-- Each span of a column has the rows that its input has in those 28 days, and no cell is both missing and unreadable.
with drift as (

    select * from {{ ref('data_quality_drift') }}

),

summary as (

    select * from {{ ref('data_quality_summary') }}
    where column_name = '(row)' and business_date is not null

),

latest as (

    select
        *,
        max(case when is_latest_date then business_date end) over (partition by source_name) as latest_date
    from summary

),

days as (

    select
        source_name,
        n_rows,
        {{ days_between('business_date', 'latest_date') }} as days_ago
    from latest

),

rows_of_spans as (

    select
        source_name,
        sum(case when days_ago between 0 and 27 then n_rows else 0 end) as n_rows,
        sum(case when days_ago between 28 and 55 then n_rows else 0 end) as n_previous_rows
    from days
    group by source_name

),

final as (

    select
        drift.source_name,
        drift.column_name
    from drift
    left join rows_of_spans on drift.source_name = rows_of_spans.source_name
    where
        drift.n_rows is distinct from rows_of_spans.n_rows
        or drift.n_previous_rows is distinct from rows_of_spans.n_previous_rows
        or drift.n_nulls + drift.n_invalid > drift.n_rows
        or drift.n_previous_nulls + drift.n_previous_invalid > drift.n_previous_rows
        or (drift.has_drifted and not drift.has_enough_rows)

)

select * from final
