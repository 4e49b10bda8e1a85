{{ config(materialized='view') }}

{#- What BG/NBD needs of every customer at each cutoff of churn_training_rows, eligible or not: who was lost long ago says how
    customers get lost. Where the training rows are a sample, these are the customers of the same share. -#}

with snapshots as (

    select * from {{ ref('int_customer_snapshots') }}

),

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

cutoffs as (

    select
        snapshot_date,
        sum(count(*)) over () as n_rows
    from outcomes
    group by snapshot_date

),

final as (

    select
        snapshots.customer_id,
        snapshots.snapshot_date,
        cast(snapshots.n_order_days - 1 as bigint) as n_repeat_days,
        cast(snapshots.tenure_days - snapshots.recency_days as bigint) as repeat_span_days,
        cast(snapshots.tenure_days as bigint) as age_days
    from snapshots
    inner join cutoffs on snapshots.snapshot_date = cutoffs.snapshot_date
    where
        snapshots.n_order_days > 0
        and {{ sampled('snapshots.customer_id', 'cutoffs.n_rows', var('max_training_rows')) }}

)

select * from final
