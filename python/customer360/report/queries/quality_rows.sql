select source_name, n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows, n_unexplained_rows
from row_reconciliation
where n_raw_rows <> 0 or n_unexplained_rows <> 0
order by n_raw_rows desc, source_name asc
