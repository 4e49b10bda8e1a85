{#- The row of seed service_costs that names a ticket's channel and category counts, else that of its category, else that of
    its channel, else that of neither. A complaint that only its words tell costs what any complaint does. -#}

with tickets as (

    select
        *,
        case when is_complaint then 'complaint' else category end as costed_category
    from {{ ref('int_service_tickets') }}
    where customer_id is not null

),

costs as (

    select * from {{ ref('service_costs') }}
    where cost_kind = 'ticket'

),

final as (

    select
        tickets.ticket_id,
        tickets.customer_id,
        tickets.category,
        tickets.channel,
        tickets.is_complaint,
        tickets.opened_date,
        coalesce(exact.cost_amount, of_category.cost_amount, of_channel.cost_amount, others.cost_amount) as cost_amount
    from tickets
    left join costs as exact on tickets.channel = exact.channel and tickets.costed_category = exact.category
    left join costs as of_category on tickets.costed_category = of_category.category and of_category.channel = 'other'
    left join costs as of_channel on tickets.channel = of_channel.channel and of_channel.category = 'other'
    left join costs as others on others.channel = 'other' and others.category = 'other'

)

select * from final
