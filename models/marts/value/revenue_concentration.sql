{#- How unequally the buyers of a period share its net revenue. In the Gini coefficient whoever brought less than nothing brought
    nothing: twice the area between the Lorenz curve and equality, by the sum of ranks times amounts (Sen 1973). -#}

with periods as (

    select * from {{ ref('int_revenue_periods') }}

),

ranks as (

    select * from {{ ref('int_revenue_ranks') }}

),

pareto as (

    select
        period,
        max(case when customer_percent = 1 then cumulative_rate end) as top_1_rate,
        max(case when customer_percent = 10 then cumulative_rate end) as top_10_rate,
        max(case when customer_percent = 20 then cumulative_rate end) as top_20_rate
    from {{ ref('revenue_pareto') }}
    group by period

),

sums as (

    select
        period,
        count(*) as n_customers,
        count(case when net_revenue_amount <= 0 then 1 end) as n_customers_without_revenue,
        cast(sum(net_revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(sum(greatest(net_revenue_amount, 0)) as decimal(18, 4)) as positive_amount,
        sum(cast(n_customers + 1 - 2 * place as decimal(12, 0)) * greatest(net_revenue_amount, 0)) as weighted_amount,
        min(
            case when cast(cumulative_amount as decimal(22, 4)) * 100 >= cast(total_amount as decimal(22, 4)) * 80 then place end
        ) as n_customers_80
    from ranks
    group by period

),

final as (

    select
        periods.period_kind,
        periods.period,
        periods.first_date,
        periods.last_date,
        periods.is_complete,
        cast(coalesce(sums.n_customers, 0) as bigint) as n_customers,
        cast(coalesce(sums.n_customers_without_revenue, 0) as bigint) as n_customers_without_revenue,
        cast(coalesce(sums.net_revenue_amount, 0) as decimal(18, 4)) as net_revenue_amount,
        cast({{ millionths(
            'cast(sums.weighted_amount as double)'
            ~ ' / nullif(cast(sums.n_customers as double) * cast(sums.positive_amount as double), 0) * 1000000'
        ) }} as double) as gini_coefficient,
        pareto.top_1_rate,
        pareto.top_10_rate,
        pareto.top_20_rate,
        cast(case when sums.net_revenue_amount > 0 then sums.n_customers_80 end as bigint) as n_customers_80,
        case
            when sums.net_revenue_amount > 0 then cast(sums.n_customers_80 as double) / cast(sums.n_customers as double)
        end as customers_80_rate
    from periods
    left join sums on periods.period = sums.period
    left join pareto on periods.period = pareto.period

)

select * from final
