{#- Equal purchase histories once, with the number of customers: all that the purchase models are fitted on. -#}

with summaries as (

    select * from {{ ref('purchase_summaries') }}

),

final as (

    select
        snapshot_date,
        is_as_of,
        n_repeat_days,
        repeat_span_days,
        age_days,
        cast(count(*) as bigint) as n_customers
    from summaries
    group by snapshot_date, is_as_of, n_repeat_days, repeat_span_days, age_days

)

select * from final
