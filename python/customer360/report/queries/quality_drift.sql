with

days as (
    select *, max(case when is_latest_date then business_date end) over (partition by source_name) as latest_date
    from data_quality_summary
    where column_name <> '(row)'
),

spans as (
    select
        source_name,
        column_name,
        sum(n_rows) filter (where business_date > latest_date - 28) as n_rows,
        sum(n_rows) filter (where business_date <= latest_date - 28) as n_previous_rows,
        sum(n_nulls) filter (where business_date > latest_date - 28) as n_nulls,
        sum(n_nulls) filter (where business_date <= latest_date - 28) as n_previous_nulls,
        sum(n_invalid) filter (where business_date > latest_date - 28) as n_invalid,
        sum(n_invalid) filter (where business_date <= latest_date - 28) as n_previous_invalid
    from days
    where business_date > latest_date - 56 and business_date <= latest_date
    group by source_name, column_name
),

rates as (
    select
        *,
        n_nulls / n_rows as null_rate,
        n_previous_nulls / n_previous_rows as previous_null_rate,
        n_invalid / n_rows as invalid_rate,
        n_previous_invalid / n_previous_rows as previous_invalid_rate
    from spans
    where n_rows >= 100 and n_previous_rows >= 100
)

select source_name, column_name, n_rows, n_previous_rows, null_rate, previous_null_rate, invalid_rate, previous_invalid_rate
from rates
where abs(null_rate - previous_null_rate) >= 0.1 or abs(invalid_rate - previous_invalid_rate) >= 0.05
qualify
    row_number() over (
        order by abs(null_rate - previous_null_rate) + abs(invalid_rate - previous_invalid_rate) desc, source_name, column_name asc
    ) <= 20
order by source_name, column_name
