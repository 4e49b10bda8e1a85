select
    source_name,
    sum(n_rows) as n_rows,
    max(business_date) filter (where is_latest_date and freshness_days is not null) as latest_date,
    max(freshness_days) as freshness_days
from data_quality_summary
where column_name = '(row)'
group by source_name
order by freshness_days desc nulls last, source_name asc
