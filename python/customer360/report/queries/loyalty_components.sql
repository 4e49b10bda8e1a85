-- people: n_customers
-- hides: mean_component_score
select dimension, 'component_' || component as component, weight, count(*) as n_customers, avg(score) as mean_component_score
from loyalty_components
where is_known
group by dimension, component, weight
order by dimension desc, weight desc, component asc
