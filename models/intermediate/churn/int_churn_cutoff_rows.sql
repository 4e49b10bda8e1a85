{#- The training rows at cutoffs about a churn horizon apart, so that outcomes overlap little, with the orders up to the cutoff.
    -#}

with training_rows as (

    select
        customer_id,
        snapshot_date,
        is_churned
    from {{ ref('churn_training_rows') }}

),

last_cutoff as (

    select max(snapshot_date) as last_date from training_rows

),

cutoffs as (

    select max(dates.snapshot_date) as snapshot_date
    from training_rows as dates
    cross join last_cutoff
    group by
        floor(
            cast({{ days_between('dates.snapshot_date', 'last_cutoff.last_date') }} as double) / {{ var('churn_horizon_days') }}
        )

),

final as (

    select
        training_rows.*,
        snapshots.n_orders,
        {{ days_before('training_rows.snapshot_date', 'cast(snapshots.recency_days as int)') }} as last_order_date,
        -- with one gap alone there is no rhythm yet
        case
            when snapshots.n_order_days >= 3
                then cast(snapshots.recency_days as double) / greatest(snapshots.median_gap_days, 1)
        end as recency_to_own_gap
    from training_rows
    inner join cutoffs on training_rows.snapshot_date = cutoffs.snapshot_date
    inner join {{ ref('int_customer_snapshots') }} as snapshots
        on training_rows.customer_id = snapshots.customer_id and training_rows.snapshot_date = snapshots.snapshot_date

)

select * from final
