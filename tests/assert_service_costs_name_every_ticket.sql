-- A ticket of a channel and a category that no row names costs what the row of neither says.
select count(*) as n_rows
from {{ ref('service_costs') }}
where cost_kind = 'ticket' and channel = 'other' and category = 'other'
having count(*) = 0
