{#- The holdout by week: repeat purchases, since the beginning, of all customers known at the origin, as they came and as the
    model expects them of customers who are new at their first order. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

summaries as (

    select * from {{ ref('purchase_summaries') }}
    where not is_as_of

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

new_customers as (

    select * from {{ ref('value_backtest_new_customers') }}

),

numbers as (

    {{ dbt.generate_series(1200) }}

),

cohorts as (

    select
        snapshot_date as origin_date,
        first_order_date,
        count(*) as n_customers
    from summaries
    group by snapshot_date, first_order_date

),

weeks as (

    select {{ days_before('as_of.as_of_date', '7 * (cast(numbers.generated_number as int) - 1)') }} as week_end_date
    from numbers
    cross join as_of

),

expected as (

    select
        weeks.week_end_date,
        cohorts.origin_date,
        cast(sum(cast(cohorts.n_customers * new_customers.expected_repeat_purchases as decimal(30, 12))) as double)
            as expected_purchases
    from weeks
    inner join cohorts on weeks.week_end_date >= cohorts.first_order_date
    left join new_customers
        on {{ days_between('cohorts.first_order_date', 'weeks.week_end_date') }} = new_customers.age_days
    group by weeks.week_end_date, cohorts.origin_date

),

repeat_days as (

    select
        order_days.ordered_date,
        count(*) as n_purchases
    from order_days
    inner join summaries
        on order_days.customer_id = summaries.customer_id and order_days.ordered_date > summaries.first_order_date
    group by order_days.ordered_date

),

came as (

    select
        weeks.week_end_date,
        sum(repeat_days.n_purchases) as n_purchases
    from weeks
    inner join repeat_days on weeks.week_end_date >= repeat_days.ordered_date
    group by weeks.week_end_date

),

final as (

    select
        expected.week_end_date,
        expected.origin_date,
        expected.week_end_date > expected.origin_date as is_holdout,
        cast(coalesce(came.n_purchases, 0) as bigint) as cumulative_purchases,
        expected.expected_purchases as cumulative_expected_purchases
    from expected
    left join came on expected.week_end_date = came.week_end_date

)

select * from final
