select quarantine_rule, source_name, count(*) as n_rows
from quarantined_rows
group by quarantine_rule, source_name
order by quarantine_rule, source_name
