-- people: n_customers
-- hides: mean_behaviour_score, mean_attitude_score, mean_loyalty_index
-- within:
select
    loyalty_quadrant,
    count(*) as n_customers,
    avg(cast(behaviour_score as decimal(18, 12))) as mean_behaviour_score,
    avg(cast(attitude_score as decimal(18, 12))) as mean_attitude_score,
    avg(cast(loyalty_index as decimal(18, 12))) as mean_loyalty_index
from loyalty_index
group by loyalty_quadrant
order by loyalty_quadrant
