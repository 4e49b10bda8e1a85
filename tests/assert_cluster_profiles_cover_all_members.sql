with members as (

    select count(*) as n_customers
    from {{ ref('customer_clusters') }}
    where status = 'assigned'

),

profiles as (

    select
        coalesce(sum(n_customers), 0) as n_customers,
        coalesce(sum(customer_rate), 1) as customer_rate
    from {{ ref('cluster_profiles') }}

)

select
    members.n_customers,
    profiles.n_customers as n_profiled
from members
cross join profiles
where members.n_customers <> profiles.n_customers or abs(profiles.customer_rate - 1) > 1e-9
