-- people: n_customers
-- hides: mean_component_score
-- people: n_above_zero
-- hides: mean_component_score
select
    dimension,
    'component_' || component as component,
    weight,
    count(*) as n_customers,
    count(*) filter (where score > 0) as n_above_zero,
    avg(score) as mean_component_score
from loyalty_components
where is_known
group by dimension, component, weight
order by dimension desc, weight desc, component asc
