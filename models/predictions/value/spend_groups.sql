{#- Equal spending once, with the number of customers: all that the spend model is fitted on. Customers without a repeat
    purchase of a value above 0 have no row. -#}

with summaries as (

    select * from {{ ref('purchase_summaries') }}
    where n_spend_days > 0

),

final as (

    select
        snapshot_date,
        is_as_of,
        n_spend_days,
        mean_repeat_amount,
        cast(count(*) as bigint) as n_customers
    from summaries
    group by snapshot_date, is_as_of, n_spend_days, mean_repeat_amount

)

select * from final
