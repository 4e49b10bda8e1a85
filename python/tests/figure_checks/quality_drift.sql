-- Nothing moved in the simulated company: no input of 100 rows in both spans has a column whose shares differ so much.
with
spans as (
    select
        source_name, column_name, n_rows, n_nulls, n_invalid,
        (max(business_date) filter (where is_latest_date) over (partition by source_name) - business_date) // 28 as span
    from data_quality_summary where column_name <> '(row)' and business_date is not null
),
sums as (
    select source_name, column_name, span, sum(n_rows) as n, sum(n_nulls) / sum(n_rows) as missing, sum(n_invalid) / sum(n_rows) as bad
    from spans where span in (0, 1) and n_rows is not null group by all
)
select
    now.source_name, now.column_name, now.n as n_rows, before.n as n_previous_rows, now.missing as null_rate,
    before.missing as previous_null_rate, now.bad as invalid_rate, before.bad as previous_invalid_rate
from sums as now
inner join sums as before on now.source_name = before.source_name and now.column_name = before.column_name
where now.span = 0 and before.span = 1 and least(now.n, before.n) >= 100
    and (abs(now.missing - before.missing) >= 0.1 or abs(now.bad - before.bad) >= 0.05)
order by 1, 2
