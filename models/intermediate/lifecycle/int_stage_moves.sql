{#- Everybody known, by the stage at the end of one period and of the next. Whoever has had no dealing yet has no snapshot and is
    counted from the dates alone, so that a bought list of addresses costs no rows. -#}

with history as (

    select * from {{ ref('int_stage_history') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where not is_guest

),

periods as (

    select * from {{ ref('int_stage_periods') }}

),

first_snapshots as (

    select
        customer_id,
        min(snapshot_date) as first_snapshot_date
    from history
    group by customer_id

),

-- Of people without any date no more is known than that they are there today.
quiet_days as (

    select
        coalesce(profiles.first_known_date, profiles.as_of_date) as known_date,
        first_snapshots.first_snapshot_date,
        count(*) as n_customers
    from profiles
    left join first_snapshots on profiles.customer_id = first_snapshots.customer_id
    group by coalesce(profiles.first_known_date, profiles.as_of_date), first_snapshots.first_snapshot_date

),

moves as (

    select
        snapshot_date,
        previous_stage as from_stage,
        stage as to_stage,
        count(*) as n_customers
    from history
    group by snapshot_date, previous_stage, stage
    union all
    select
        periods.snapshot_date,
        case when quiet_days.known_date <= periods.previous_date then 'prospect' else 'unknown' end as from_stage,
        'prospect' as to_stage,
        sum(quiet_days.n_customers) as n_customers
    from quiet_days
    inner join periods
        on
            quiet_days.known_date <= periods.snapshot_date
            and periods.snapshot_date < coalesce(quiet_days.first_snapshot_date, cast('9999-12-31' as date))
    group by
        periods.snapshot_date, case when quiet_days.known_date <= periods.previous_date then 'prospect' else 'unknown' end

),

final as (

    select
        moves.snapshot_date,
        periods.is_month_end,
        periods.is_as_of,
        moves.from_stage,
        moves.to_stage,
        cast(sum(moves.n_customers) as bigint) as n_customers
    from moves
    inner join periods on moves.snapshot_date = periods.snapshot_date
    group by moves.snapshot_date, periods.is_month_end, periods.is_as_of, moves.from_stage, moves.to_stage

)

select * from final
