-- Every raw row is kept, a duplicate or quarantined; no count is negative.
select * from {{ ref('row_reconciliation') }}
where n_unexplained_rows <> 0 or least(n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows) < 0
