-- Days with a row that is neither a repeat nor set aside, by hand for the inputs that have a time.
with
days as (
    select *, source_name in ('coupons', 'exchange_rates', 'external_indicators', 'products', 'sales_targets') as is_timeless
    from data_quality_summary where column_name = '(row)'
),
found as (
    select
        source_name,
        sum(n_rows) as n_rows,
        max(business_date) filter (
            where not is_timeless and n_rows > n_duplicates + n_quarantined
            and business_date <= (select as_of_date from intermediate.as_of)
        ) as latest_date
    from days
    group by source_name
)
select *, (select as_of_date from intermediate.as_of) - latest_date as freshness_days
from found
order by freshness_days desc nulls last, source_name
