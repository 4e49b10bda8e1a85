-- people: n_customers_at_least
-- hides: limit_value
select
    measure,
    score,
    case when measure = 'recency' then highest_value else lowest_value end as limit_value,
    min(n_customers) over () as n_customers_at_least
from rfm_cut_points
where snapshot_date = (select max(rfm_scores.snapshot_date) from rfm_scores)
-- whatever lies beyond the limits of the others has the lowest score
qualify score > min(score) over (partition by measure)
order by list_position(['recency', 'frequency', 'monetary'], measure), score desc
