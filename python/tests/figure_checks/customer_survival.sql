-- Kaplan and Meier's estimate by plain products of shares, day by day.
with
lives as (select duration_days as day, has_lapsed from intermediate.int_customer_lifetimes),
days as (
    select
        day,
        (select count(*) from lives as later where later.day >= one.day) as n,
        (select count(*) from lives as ended where ended.day = one.day and ended.has_lapsed) as d
    from (select distinct day from lives union select 0) as one
),
estimates as (
    select
        *,
        product(1 - d / n) over (order by day) as s,
        sqrt(sum(d / (n * (n - d))) over (order by day)) as e
    from days where n > d
)
select
    day as duration_days,
    n as n_at_risk,
    round(s, 6) as survival_rate,
    round(greatest(0, s - 1.959963984540054 * s * e), 6) as survival_lower_rate,
    round(least(1, s + 1.959963984540054 * s * e), 6) as survival_upper_rate
from estimates
where day <= 1826
qualify day = max(day) over (partition by (day + 6) // 7)
order by day
