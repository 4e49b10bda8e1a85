-- Whoever bought in the earlier period bought more, less or not again; whoever buys in the later one is new, came back or bought
-- in both: the steps' customers add up to the buyers of either period.
with counted as (

    select
        comparison,
        period_start_date,
        sum(case when step = 'opening' then n_customers end) as n_earlier,
        sum(case when step in ('retained_up', 'retained_down', 'not_again') then n_customers end) as n_of_earlier,
        sum(case when step = 'closing' then n_customers end) as n_later,
        sum(case when step in ('new', 'returned', 'retained_up', 'retained_down') then n_customers end) as n_of_later
    from {{ ref('revenue_bridge') }}
    where slice_kind = 'all' and is_complete
    group by comparison, period_start_date

)

select * from counted
where n_earlier <> n_of_earlier or n_later <> n_of_later
