-- A forecast was made.
select
    case when bool_or(status = 'forecast') then 'fitted' else 'not_enough_data' end as status,
    cast(null as varchar) as reason_code
from demand_forecasts
