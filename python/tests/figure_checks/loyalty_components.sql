-- Scores made anew from the raw values: from 0 at the seed's low value to 1 at its high one.
select
    w.dimension, 'component_' || w.component as component, any_value(cast(w.weight as decimal(18, 4))) as weight,
    count(*) as n_customers,
    count(*) filter (c.raw_value > w.low_value) as n_above_zero,
    avg(round(greatest(0, least(1, (c.raw_value - w.low_value) / (w.high_value - w.low_value))), 4)) as mean_component_score
from config.loyalty_weights as w join loyalty_components as c on c.component = w.component and c.raw_value is not null
where c.is_known
group by w.dimension, w.component
order by w.dimension desc, weight desc, w.component
