{#- How much more churn than the year the season after a cutoff brings, by the outcomes known at the cutoff: log-odds at the
    month-end a year before, less their mean over the last twelve month-ends, times the part of the variance among these that
    the chance of so many customers does not explain (empirical Bayes). 0 without a whole year of outcomes. Month-ends alone
    count, because which other days are cutoffs depends on the as-of day. -#}

with snapshot_dates as (

    select
        snapshot_date,
        {{ month_end_up_to(days_before('snapshot_date', 365)) }} as season_date,
        {{ month_end_up_to(days_before('snapshot_date', var('churn_horizon_days'))) }} as known_date
    from {{ ref('int_snapshot_dates') }}

),

counted as (

    select
        snapshot_date,
        n_churned + 0.5 as n_churned,
        n_customers - n_churned + 0.5 as n_retained
    from {{ ref('int_churn_months') }}

),

months as (

    select
        snapshot_date,
        cast(ln(cast(n_churned as double) / cast(n_retained as double)) as decimal(18, 12)) as log_odds,
        cast(1 / cast(n_churned as double) + 1 / cast(n_retained as double) as decimal(18, 12)) as chance_variance
    from counted

),

years as (

    select
        snapshot_dates.snapshot_date,
        cast(sum(months.log_odds) as double) / 12 as mean_log_odds,
        cast(sum(cast(power(cast(months.log_odds as double), 2) as decimal(18, 12))) as double) / 12 as mean_square,
        cast(sum(months.chance_variance) as double) / 12 as chance_variance
    from snapshot_dates
    inner join months
        on
            snapshot_dates.known_date >= months.snapshot_date
            and {{ days_before('snapshot_dates.known_date', 360) }} < months.snapshot_date
    group by snapshot_dates.snapshot_date
    having count(*) = 12

),

excess as (

    select
        snapshot_dates.snapshot_date,
        (cast(months.log_odds as double) - years.mean_log_odds)
        * (
            1 - years.chance_variance
            / greatest(years.mean_square - power(years.mean_log_odds, 2), years.chance_variance)
        ) as log_odds
    from snapshot_dates
    inner join years on snapshot_dates.snapshot_date = years.snapshot_date
    inner join months
        on snapshot_dates.season_date = months.snapshot_date and snapshot_dates.known_date >= months.snapshot_date

),

final as (

    select
        snapshot_dates.snapshot_date,
        coalesce(floor({{ signed_expm1('excess.log_odds') }} * 1e12 + 0.5) / 1e12, 0) as season_excess_odds
    from snapshot_dates
    left join excess on snapshot_dates.snapshot_date = excess.snapshot_date

)

select * from final
