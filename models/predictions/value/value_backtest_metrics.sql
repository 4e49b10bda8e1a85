{#- How far the models and the plain rule were off in the holdout, side by side: over the same customers, those of whom every
    method that speaks of any says something. -#}

with backtest as (

    select * from {{ ref('value_backtest') }}

),

marked as (

    select
        *,
        (expected_purchases is not null or count(expected_purchases) over (partition by origin_date) = 0)
        and (baseline_purchases is not null or count(baseline_purchases) over (partition by origin_date) = 0)
            as has_every_purchases,
        (expected_amount is not null or count(expected_amount) over (partition by origin_date) = 0)
        and (baseline_amount is not null or count(baseline_amount) over (partition by origin_date) = 0) as has_every_amount
    from backtest

),

compared as (

    {% for method, column in {'model': 'expected', 'plain_rule': 'baseline'}.items() %}
        select
            origin_date,
            'purchases' as measure,
            '{{ method }}' as method,
            cast(n_purchases as double) as actual,
            {{ column }}_purchases as predicted
        from marked
        where has_every_purchases
        union all
        select
            origin_date,
            'net_revenue' as measure,
            '{{ method }}' as method,
            cast(net_revenue_amount as double) as actual,
            cast({{ column }}_amount as double) as predicted
        from marked
        where has_every_amount
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

summed as (

    select
        origin_date,
        measure,
        method,
        cast(count(*) as bigint) as n_customers,
        cast(sum(cast(actual as decimal(30, 8))) as double) as actual_total,
        cast(sum(cast(predicted as decimal(30, 8))) as double) as predicted_total,
        cast(sum(cast(abs(predicted - actual) as decimal(30, 8))) as double) / count(*) as mean_absolute_error,
        sqrt(cast(sum(cast(power(predicted - actual, 2) as decimal(38, 8))) as double) / count(*)) as root_mean_squared_error
    from compared
    where predicted is not null
    group by origin_date, measure, method

),

final as (

    select
        *,
        predicted_total / nullif(actual_total, 0) - 1 as total_error_rate,
        mean_absolute_error = min(mean_absolute_error) over (partition by origin_date, measure)
            as has_lowest_absolute_error,
        root_mean_squared_error = min(root_mean_squared_error) over (partition by origin_date, measure)
            as has_lowest_squared_error
    from summed

)

select * from final
