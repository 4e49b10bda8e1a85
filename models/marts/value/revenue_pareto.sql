{#- The first so many percent of the buyers, rounded up to whole customers, and what they bring. -#}

with ranks as (

    select * from {{ ref('int_revenue_ranks') }}

),

digits as (

    {% for digit in range(10) %}
        select {{ digit }} as digit
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

percents as (

    select cast(tens.digit * 10 + ones.digit + 1 as int) as customer_percent
    from digits as tens
    cross join digits as ones

),

sizes as (

    select
        period_kind,
        period,
        n_customers
    from ranks
    where place = 1

),

heads as (

    select
        sizes.period_kind,
        sizes.period,
        percents.customer_percent,
        cast(floor((cast(percents.customer_percent as double) * sizes.n_customers + 99) / 100) as bigint) as n_top_customers
    from sizes
    cross join percents

),

final as (

    select
        heads.period_kind,
        heads.period,
        heads.customer_percent,
        heads.n_top_customers,
        ranks.n_customers,
        ranks.net_revenue_amount as least_amount,
        ranks.cumulative_amount,
        case
            when ranks.total_amount > 0 then cast(ranks.cumulative_amount as double) / cast(ranks.total_amount as double)
        end as cumulative_rate
    from heads
    inner join ranks on heads.period = ranks.period and heads.n_top_customers = ranks.place

)

select * from final
