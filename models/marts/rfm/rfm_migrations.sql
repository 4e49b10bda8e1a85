{#- Who moved between segments from one month-end to the next. `not scored` is the segment of those without a valid order in the
    RFM window: they enter by an order and leave by silence. -#}
{%- set methods = ['quintile', 'fixed'] -%}

with scores as (

    select * from {{ ref('rfm_scores_monthly') }}

),

histories as (

    select
        snapshot_date,
        coalesce(lag(history_days) over (order by snapshot_date) >= {{ var('rfm_window_days') }}, false) as has_full_window
    from {{ ref('int_snapshot_dates') }}
    where is_month_end

),

earlier as (

    select
        scores.*,
        cast({{ dbt.last_day(dbt.dateadd('month', 1, 'scores.snapshot_date'), 'month') }} as date) as next_date
    from scores

),

-- Values of the window are counted by both pairs of segments at once, so that customers are joined a single time.
pairs as (

    select
        coalesce(scores.snapshot_date, earlier.next_date) as snapshot_date,
        coalesce(earlier.segment, 'not scored') as quintile_from_segment,
        coalesce(scores.segment, 'not scored') as quintile_to_segment,
        coalesce(earlier.fixed_segment, 'not scored') as fixed_from_segment,
        coalesce(scores.fixed_segment, 'not scored') as fixed_to_segment,
        count(*) as n_customers,
        sum(coalesce(earlier.net_revenue_amount, 0)) as from_net_revenue_amount,
        sum(coalesce(scores.net_revenue_amount, 0)) as to_net_revenue_amount
    from scores
    full outer join earlier
        on scores.customer_id = earlier.customer_id and scores.snapshot_date = earlier.next_date
    group by
        coalesce(scores.snapshot_date, earlier.next_date), coalesce(earlier.segment, 'not scored'),
        coalesce(scores.segment, 'not scored'), coalesce(earlier.fixed_segment, 'not scored'),
        coalesce(scores.fixed_segment, 'not scored')

),

both_methods as (

    {% for method in methods %}
        select
            snapshot_date,
            '{{ method }}' as method,
            {{ method }}_from_segment as from_segment,
            {{ method }}_to_segment as to_segment,
            n_customers,
            from_net_revenue_amount,
            to_net_revenue_amount
        from pairs
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        both_methods.snapshot_date,
        both_methods.method,
        both_methods.from_segment,
        both_methods.to_segment,
        cast(sum(both_methods.n_customers) as bigint) as n_customers,
        cast(sum(both_methods.from_net_revenue_amount) as decimal(18, 4)) as from_net_revenue_amount,
        cast(sum(both_methods.to_net_revenue_amount) as decimal(18, 4)) as to_net_revenue_amount,
        histories.has_full_window
    from both_methods
    inner join histories on both_methods.snapshot_date = histories.snapshot_date
    group by
        both_methods.snapshot_date, both_methods.method, both_methods.from_segment, both_methods.to_segment,
        histories.has_full_window

)

select * from final
