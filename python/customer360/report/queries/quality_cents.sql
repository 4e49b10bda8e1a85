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
having raw_total <> 0 or unexplained_total <> 0
qualify row_number() over (order by abs(unexplained_total) desc, raw_total desc, source_name asc, currency asc) <= 100
order by source_name, currency
