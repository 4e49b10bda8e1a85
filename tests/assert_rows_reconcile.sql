-- Every raw row is kept, a duplicate or quarantined; no count is negative; every input of the contract is counted.
with reconciled as (

    select * from {{ ref('row_reconciliation') }}

)

select
    source_name,
    n_unexplained_rows
from reconciled
where
    n_unexplained_rows <> 0
    or least(n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows) < 0
union all
select
    'number of inputs' as source_name,
    count(*) as n_unexplained_rows
from reconciled
having count(*) <> {{ graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | list | length if execute else 0 }}
