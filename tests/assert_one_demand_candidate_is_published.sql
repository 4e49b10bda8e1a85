-- Exactly one candidate of each kind of period and measure, none worse than the rule, and its forecasts are the published ones.
with leaderboard as (

    select * from {{ ref('demand_model_leaderboard') }}

),

published as (

    select
        period_kind,
        measure,
        max(case when is_published then candidate end) as candidate
    from leaderboard
    group by period_kind, measure
    having count(case when is_published then 1 end) <> 1 or max(case when is_published then mase - seasonal_naive_mase end) > 0

),

served as (

    select distinct
        period_kind,
        measure,
        model
    from {{ ref('demand_forecasts') }}
    where status = 'forecast'

)

select
    period_kind,
    measure,
    candidate
from published
union all
select
    served.period_kind,
    served.measure,
    served.model
from served
left join leaderboard
    on
        served.period_kind = leaderboard.period_kind
        and served.measure = leaderboard.measure
        and served.model = leaderboard.candidate
where not coalesce(leaderboard.is_published, false)
