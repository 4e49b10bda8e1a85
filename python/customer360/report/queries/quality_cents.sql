-- people: n_quarantined_rows
-- hides: raw_total, quarantined_total
-- people: n_duplicate_rows
-- hides: raw_total, duplicate_total
with

sums as (
    select
        source_name,
        currency,
        sum(raw_amount) as raw_total,
        sum(kept_amount) as kept_total,
        sum(duplicate_amount) as duplicate_total,
        sum(quarantined_amount) as quarantined_total,
        sum(unexplained_amount) as unexplained_total
    from revenue_reconciliation
    group by source_name, currency
),

quarantined as (
    select source_name, currency, count(*) as n_quarantined_rows
    from quarantined_rows
    where amount <> 0
    group by source_name, currency
),

duplicates as (
    select source_name, currency, count(*) as n_duplicate_rows
    from duplicate_rows
    where amount <> 0
    group by source_name, currency
)

select
    sums.*,
    coalesce(quarantined.n_quarantined_rows, 0) as n_quarantined_rows,
    coalesce(duplicates.n_duplicate_rows, 0) as n_duplicate_rows
from sums
left join quarantined on sums.source_name = quarantined.source_name and sums.currency = quarantined.currency
left join duplicates on sums.source_name = duplicates.source_name and sums.currency = duplicates.currency
where sums.raw_total <> 0 or sums.unexplained_total <> 0
qualify
    row_number() over (
        order by abs(sums.unexplained_total) desc, sums.raw_total desc, sums.source_name asc, sums.currency asc
    ) <= 100
order by sums.source_name, sums.currency
