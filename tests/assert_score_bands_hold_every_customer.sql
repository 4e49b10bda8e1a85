-- The risk bands of a day hold as many customers as have a probability then.
with bands as (

    select
        snapshot_date,
        sum(n_customers) as n_customers
    from {{ ref('score_drift_bands') }}
    group by snapshot_date

)

select score_drift.snapshot_date
from {{ ref('score_drift') }} as score_drift
full outer join bands on score_drift.snapshot_date = bands.snapshot_date
where score_drift.n_customers is distinct from bands.n_customers
