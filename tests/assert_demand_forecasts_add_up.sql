-- Regions, categories and segments add up to the total in every forecast of every candidate, to the cent; what is published lies
-- within its interval.
with sums as (

    select
        period_kind,
        measure,
        candidate,
        origin_date,
        period_start_date,
        level,
        sum(forecast) as forecast
    from {{ ref('demand_predictions') }}
    group by period_kind, measure, candidate, origin_date, period_start_date, level

),

unequal as (

    select
        period_kind,
        measure,
        candidate,
        period_start_date
    from sums
    group by period_kind, measure, candidate, origin_date, period_start_date
    having min(forecast) <> max(forecast)

),

outside as (

    select
        period_kind,
        measure,
        model as candidate,
        period_start_date
    from {{ ref('demand_forecasts') }}
    where
        forecast not between lower_bound and upper_bound
        or (status = 'forecast') <> (forecast is not null)
        or (reason_code is null) <> (lower_bound is not null and upper_bound is not null)

)

select * from unequal
union all
select * from outside
