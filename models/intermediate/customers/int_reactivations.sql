{#- Order days that ended a lapse: the gap before them was longer than the lapse limit that the customer's earlier
    rhythm set. -#}

with pauses as (

    select * from {{ ref('int_order_pauses') }}

),

final as (

    select
        customer_id,
        ordered_date
    from pauses
    where gap_days > lapse_limit_days

)

select * from final
