-- people: n_at_risk
-- hides: survival_rate, survival_lower_rate, survival_upper_rate
select duration_days, n_at_risk, survival_rate, survival_lower_rate, survival_upper_rate
from customer_survival
where slice_kind = 'all' and duration_days <= 1826
-- the rates of a row hold until the next: the last row of every seven days
qualify duration_days = max(duration_days) over (partition by ceil(duration_days / 7))
order by duration_days
