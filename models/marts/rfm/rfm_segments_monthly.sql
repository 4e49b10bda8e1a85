{#- Every segment at every month-end, also those nobody is in, by both methods of scoring. -#}
{%- set methods = {'quintile': 'segment', 'fixed': 'fixed_segment'} -%}

with scores as (

    select * from {{ ref('rfm_scores_monthly') }}

),

segments as (

    select distinct segment from {{ ref('rfm_segments') }}

),

dates as (

    select
        snapshot_date,
        history_days >= {{ var('rfm_window_days') }} as has_full_window
    from {{ ref('int_snapshot_dates') }}
    where is_month_end

),

{% for method, column in methods.items() %}
    {{ method }}_sums as (

        select
            snapshot_date,
            {{ column }} as segment,
            count(*) as n_customers,
            sum(n_orders) as n_orders,
            sum(net_revenue_amount) as net_revenue_amount
        from scores
        group by snapshot_date, {{ column }}

    ),

    {{ method }}_segments as (

        select
            dates.snapshot_date,
            dates.has_full_window,
            '{{ method }}' as method,
            segments.segment,
            cast(coalesce(sums.n_customers, 0) as bigint) as n_customers,
            cast(coalesce(sums.n_orders, 0) as bigint) as n_orders,
            cast(coalesce(sums.net_revenue_amount, 0) as decimal(18, 4)) as net_revenue_amount
        from dates
        cross join segments
        left join {{ method }}_sums as sums
            on dates.snapshot_date = sums.snapshot_date and segments.segment = sums.segment

    ),
{% endfor %}

both_methods as (

    select * from quintile_segments
    union all
    select * from fixed_segments

),

totals as (

    select
        *,
        cast(sum(n_customers) over (partition by snapshot_date, method) as double) as all_customers,
        cast(sum(net_revenue_amount) over (partition by snapshot_date, method) as double) as all_amount
    from both_methods

),

final as (

    select
        snapshot_date,
        method,
        segment,
        n_customers,
        cast(n_customers as double) / nullif(all_customers, 0) as customer_rate,
        n_orders,
        net_revenue_amount,
        case when all_amount > 0 then cast(net_revenue_amount as double) / all_amount end as net_revenue_rate,
        {{ mean_amount('net_revenue_amount', 'n_customers') }} as mean_net_revenue_amount,
        has_full_window,
        {{ is_small('n_customers') }} as is_small
    from totals

)

select * from final
