{#- What was known of each customer at the end of each snapshot date, and nothing later. History, training and scoring
    all read this view, so they cannot drift apart. Windows of N days hold the days (snapshot date - N,
    snapshot date]. -#}

{{ config(materialized='view') }}

with snapshot_dates as (

    select * from {{ ref('int_snapshot_dates') }}

),

measures as (

    select * from {{ ref('int_customer_snapshot_measures') }}
    where customer_id is not null

),

final as (

    select
        measures.*,
        snapshot_dates.is_month_end,
        snapshot_dates.is_as_of,
        snapshot_dates.history_days
    from measures
    inner join snapshot_dates on measures.snapshot_date = snapshot_dates.snapshot_date

)

select * from final
