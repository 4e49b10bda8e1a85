-- Every kind of slice divides the same customers: acquired by their orders, kept and lapsed by their stages at both month-ends,
-- won back by orders of whoever had lapsed.
with stages as (

    select
        customer_id,
        snapshot_date,
        stage,
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as month_start_date,
        cast({{ dbt.dateadd('day', 1, 'snapshot_date') }} as date) as next_month_date
    from {{ ref('lifecycle_stages_monthly') }}
    where stage <> 'prospect'

),

pairs as (

    select
        earlier.customer_id,
        earlier.next_month_date as month_start_date,
        earlier.stage as from_stage,
        stages.stage as to_stage,
        stages.snapshot_date
    from stages as earlier
    inner join stages
        on earlier.customer_id = stages.customer_id and earlier.next_month_date = stages.month_start_date

),

order_months as (

    select distinct
        customer_id,
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as month_start_date
    from {{ ref('orders') }}
    where is_valid_order and not is_guest

),

expected as (

    select
        month_start_date,
        'retention' as measure,
        count(*) as n_base,
        count(case when to_stage in ('new', 'active', 'reactivated') then 1 end) as n_customers
    from pairs
    where from_stage in ('new', 'active', 'reactivated')
    group by month_start_date
    union all
    select
        month_start_date,
        'lapse' as measure,
        count(*) as n_base,
        count(case when to_stage = 'lapsed' then 1 end) as n_customers
    from pairs
    where from_stage <> 'lapsed'
    group by month_start_date
    union all
    select
        pairs.month_start_date,
        'win_back' as measure,
        count(*) as n_base,
        count(order_months.customer_id) as n_customers
    from pairs
    left join order_months
        on pairs.customer_id = order_months.customer_id and pairs.month_start_date = order_months.month_start_date
    where pairs.from_stage = 'lapsed'
    group by pairs.month_start_date
    union all
    select
        cohort_month as month_start_date,
        'acquired' as measure,
        count(*) as n_base,
        count(*) as n_customers
    from (
        select
            customer_id,
            min(month_start_date) as cohort_month
        from order_months
        group by customer_id
    ) as firsts
    where cohort_month in (select stages.month_start_date from stages)
    group by cohort_month

),

kinds as (

    select distinct slice_kind from {{ ref('int_customer_slices') }}

),

rates as (

    select
        month_start_date,
        slice_kind,
        measure,
        sum(n_base) as n_base,
        sum(n_customers) as n_customers
    from {{ ref('lifecycle_rates') }}
    where is_complete
    group by month_start_date, slice_kind, measure

)

select
    expected.month_start_date,
    kinds.slice_kind,
    expected.measure
from expected
cross join kinds
left join rates
    on
        expected.month_start_date = rates.month_start_date
        and kinds.slice_kind = rates.slice_kind
        and rates.measure = case when expected.measure = 'acquired' then 'acquisition' else expected.measure end
left join rates as activation
    on
        expected.month_start_date = activation.month_start_date
        and kinds.slice_kind = activation.slice_kind
        and activation.measure = 'activation'
where
    rates.n_customers is distinct from expected.n_customers
    or (expected.measure <> 'acquired' and rates.n_base is distinct from expected.n_base)
    or (expected.measure = 'acquired' and activation.n_base is distinct from expected.n_base)
    or coalesce(activation.n_customers > activation.n_base, false)
