-- One row per customer with an order; dates in order, after the as-of day, where there is no reason that they are missing;
-- an interval where three gaps or more are longer than the silence.
with dates as (

    select * from {{ ref('next_order_dates') }}

),

buyers as (

    select
        customer_id,
        count(*) as n_order_days,
        max(ordered_date) as last_order_date
    from {{ ref('int_customer_days') }}
    where is_order_day
    group by customer_id

),

final as (

    select
        buyers.customer_id as buyer_id,
        dates.*
    from buyers
    full outer join dates on buyers.customer_id = dates.customer_id
    where
        buyers.n_order_days is distinct from dates.n_order_days
        or buyers.last_order_date is distinct from dates.last_order_date
        or (dates.reason_code is null) <> (dates.status = 'predicted')
        or (dates.reason_code is null) <> coalesce(dates.as_of_date < dates.expected_next_order_date, false)
        or coalesce(dates.n_longer_gaps >= 3, false) <> coalesce(
            dates.as_of_date < dates.earliest_next_order_date
            and dates.earliest_next_order_date <= dates.expected_next_order_date
            and dates.expected_next_order_date <= dates.latest_next_order_date, false
        )
        or coalesce(dates.n_longer_gaps < 3, true)
        <> (dates.earliest_next_order_date is null and dates.latest_next_order_date is null)
        or (dates.reason_code is null) <> coalesce(dates.n_longer_gaps > 0, false)
        -- who orders every day and is silent for one has been silent as long as ever, no longer
        or (dates.reason_code = 'silent_longer_than_ever' and dates.days_since_last < dates.p75_gap_days)
        or (coalesce(dates.reason_code, '') = 'fewer_than_3_order_days') <> (buyers.n_order_days < 3)

)

select * from final
