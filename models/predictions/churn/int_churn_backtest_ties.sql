{{ config(schema='intermediate') }}

{#- The backtest by groups of customers, all of them and each RFM segment of the last month-end up to the origin; customers
    of one probability are one row, because no ranking tells them apart. -#}

with backtest as (

    select * from {{ ref('churn_backtest') }}

),

segments as (

    select * from {{ ref('rfm_scores_monthly') }}

),

training_sample as (

    select * from {{ ref('churn_training_sample') }}

),

described as (

    select
        backtest.*,
        segments.segment as rfm_segment,
        cast(training_sample.order_amount_365d as decimal(18, 4)) as order_amount_365d
    from backtest
    left join segments
        on
            backtest.customer_id = segments.customer_id
            and segments.snapshot_date = {{ month_end_up_to('backtest.origin_date') }}
    left join training_sample
        on backtest.customer_id = training_sample.customer_id and backtest.origin_date = training_sample.snapshot_date

),

grouped as (

    select
        *,
        'all' as segment
    from described
    union all
    select
        *,
        rfm_segment as segment
    from described
    where rfm_segment is not null

),

final as (

    select
        candidate,
        origin_date,
        segment,
        is_selection_origin,
        churn_probability,
        min(churn_log_odds) as churn_log_odds,
        cast(count(*) as bigint) as n_customers,
        cast(sum(is_churned) as bigint) as n_churned,
        case
            when count(order_amount_365d) = count(*)
                then cast(sum(case when is_churned = 1 then order_amount_365d else 0 end) as decimal(18, 4))
        end as churned_order_amount_365d
    from grouped
    group by candidate, origin_date, segment, is_selection_origin, churn_probability

)

select * from final
