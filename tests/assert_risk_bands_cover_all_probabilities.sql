-- Sorted, each band begins where the one before ends; the first at 0, the last ends at 1.
with bands as (

    select
        *,
        lag(max_probability) over (order by min_probability) as previous_end,
        lead(min_probability) over (order by min_probability) as next_begin
    from {{ ref('churn_risk_bands') }}

)

select * from bands
where coalesce(previous_end, 0) <> min_probability or coalesce(next_begin, 1) <> max_probability
union all
select
    'none' as risk_band,
    0 as min_probability,
    0 as max_probability,
    null as previous_end,
    null as next_begin
from {{ ref('churn_risk_bands') }}
having count(*) = 0
