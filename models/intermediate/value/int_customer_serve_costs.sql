{#- What service and returns cost, per customer with any. A return is what a document gives money back for on a day, if it is
    goods and no voucher that pays; without a row of the seed it costs nothing. -#}

with tickets as (

    select
        customer_id,
        count(*) as n_tickets,
        cast(sum(cost_amount) as decimal(18, 4)) as ticket_cost_amount
    from {{ ref('int_ticket_costs') }}
    group by customer_id

),

return_days as (

    select distinct
        customer_id,
        order_id,
        ordered_date
    from {{ ref('order_items') }}
    where is_refund and is_product and line_type <> 'payment' and not is_guest

),

returns as (

    select
        customer_id,
        count(*) as n_returns
    from return_days
    group by customer_id

),

costs as (

    select coalesce(max(case when cost_kind = 'return' then cost_amount end), 0) as cost_amount
    from {{ ref('service_costs') }}

),

final as (

    select
        coalesce(tickets.customer_id, returns.customer_id) as customer_id,
        cast(coalesce(tickets.n_tickets, 0) as bigint) as n_tickets,
        cast(coalesce(tickets.ticket_cost_amount, 0) as decimal(18, 4)) as ticket_cost_amount,
        cast(coalesce(returns.n_returns, 0) as bigint) as n_returns,
        cast(coalesce(returns.n_returns, 0) * costs.cost_amount as decimal(18, 4)) as return_cost_amount
    from tickets
    full outer join returns on tickets.customer_id = returns.customer_id
    cross join costs

)

select * from final
