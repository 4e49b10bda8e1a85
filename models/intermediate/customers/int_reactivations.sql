{#- Order days that ended a lapse: the silence up to the day before was longer than the lapse limit that the customer's earlier
    rhythm set. -#}

with pauses as (

    select * from {{ ref('int_order_pauses') }}

),

final as (

    select
        customer_id,
        ordered_date
    from pauses
    where gap_days - 1 > lapse_limit_days

)

select * from final
