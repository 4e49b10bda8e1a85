-- No limit of at_risk lies below that of active, or customers would lapse without having been at risk.
select *
from {{ ref('int_lifecycle_limits') }}
where
    at_risk_multiple < active_multiple
    or at_risk_floor_days < active_floor_days
    or at_risk_cap_days < active_cap_days
    or at_risk_default_days < active_default_days
