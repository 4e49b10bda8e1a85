{#- Who of those eligible at a cutoff placed no order in the horizon after it, at cutoffs whose outcome is known and whose
    lookback lies whole within the data. Where nobody orders in the horizon, the company may have been closed, and nobody's
    absence tells anything. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

snapshots as (

    select
        snapshots.customer_id,
        snapshots.snapshot_date
    from {{ ref('int_customer_snapshots') }} as snapshots
    cross join as_of
    where
        snapshots.n_orders_churn_lookback > 0
        and snapshots.history_days >= {{ var('churn_lookback_days') }}
        and snapshots.snapshot_date <= {{ days_before('as_of.as_of_date', var('churn_horizon_days')) }}

),

order_days as (

    select
        customer_id,
        ordered_date
    from {{ ref('int_customer_days') }}
    where is_order_day

),

cutoffs as (

    select distinct snapshot_date from snapshots

),

open_days as (

    select distinct ordered_date from order_days

),

told as (

    select distinct cutoffs.snapshot_date
    from cutoffs
    inner join open_days
        on
            cutoffs.snapshot_date < open_days.ordered_date
            and {{ days_before('open_days.ordered_date', var('churn_horizon_days')) }} <= cutoffs.snapshot_date

),

returned as (

    select distinct
        snapshots.customer_id,
        snapshots.snapshot_date
    from snapshots
    inner join order_days
        on
            snapshots.customer_id = order_days.customer_id
            and snapshots.snapshot_date < order_days.ordered_date
            and {{ days_before('order_days.ordered_date', var('churn_horizon_days')) }} <= snapshots.snapshot_date

),

final as (

    select
        snapshots.customer_id,
        snapshots.snapshot_date,
        case when returned.customer_id is null then 1 else 0 end as is_churned
    from snapshots
    inner join told on snapshots.snapshot_date = told.snapshot_date
    left join returned
        on snapshots.customer_id = returned.customer_id and snapshots.snapshot_date = returned.snapshot_date

)

select * from final
