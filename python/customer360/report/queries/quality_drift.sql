select source_name, column_name, n_rows, n_previous_rows, null_rate, previous_null_rate, invalid_rate, previous_invalid_rate
from data_quality_drift
where has_drifted
qualify
    row_number() over (order by abs(null_rate_drift) + abs(invalid_rate_drift) desc, source_name asc, column_name asc) <= 20
order by source_name, column_name
