-- Revenue, margin and cost of all customers, and the value they leave, once more from lines, tickets and campaigns.
with costed as (

    select
        order_items.*,
        {{ try_amount('order_items.quantity', 'margins.unit_cost_amount') }} as goods_amount
    from {{ ref('order_items') }} as order_items
    left join {{ ref('int_product_margins') }} as margins on order_items.product_id = margins.product_id
    where not order_items.is_guest

),

lines as (

    select
        *,
        {{ noted('is_product', product_columns(), 'boolean') }}
        and count(goods_amount) over (partition by customer_id, product_id, is_product)
        = count(*) over (partition by customer_id, product_id, is_product) as is_costed
    from costed

),

items as (

    select
        sum(revenue_amount) as net_revenue_amount,
        sum(case when is_costed then revenue_amount end) as costed_revenue_amount,
        sum(case when is_costed then goods_amount end) as goods_amount,
        count(
            distinct case
                when {{ noted('is_product', return_columns(), 'boolean') }} and is_refund and line_type <> 'payment'
                    then {{ dbt.concat(['order_id', "' '", 'cast(ordered_date as ' ~ dbt.type_string() ~ ')']) }}
            end
        ) as n_returns
    from lines

),

buyers as (

    select distinct customer_id from {{ ref('orders') }}
    where is_valid_order

),

-- Who has a margin: where some cost is known, or nothing at all was bought
margin_customers as (

    select lines.customer_id
    from lines
    left join buyers on lines.customer_id = buyers.customer_id
    group by lines.customer_id
    having
        count(case when lines.is_costed then 1 end) > 0
        or (
            {{ noted(noted('true', [('products', 'unit_cost')], 'boolean'), product_columns(), 'boolean') }}
            and count(case when lines.is_product then 1 end) = 0
            and count(buyers.customer_id) = 0
        )

),

deductions as (

    select coalesce(sum(margins_less.deduction_amount), 0) as deduction_amount
    from {{ ref('int_customer_deductions') }} as margins_less
    inner join margin_customers on margins_less.customer_id = margin_customers.customer_id

),

tickets as (

    select coalesce(sum(n_customer_rows), 0) as n_tickets
    from {{ ref('customer_coverage') }}
    where source_name = 'service_tickets'

),

returns as (

    select cost_amount from {{ ref('service_costs') }}
    where cost_kind = 'return'

),

campaigns as (

    select coalesce(sum(acquisition_cost_amount), 0) as acquisition_cost_amount
    from {{ ref('int_customer_acquisition_costs') }}

),

expected as (

    select
        coalesce(items.net_revenue_amount, 0) as net_revenue_amount,
        coalesce(items.costed_revenue_amount, 0) - coalesce(items.goods_amount, 0)
        + deductions.deduction_amount as net_margin_amount,
        tickets.n_tickets,
        items.n_returns * returns.cost_amount as return_cost_amount,
        campaigns.acquisition_cost_amount
    from items
    cross join deductions
    cross join tickets
    cross join returns
    cross join campaigns

),

found as (

    select
        coalesce(sum(net_revenue_amount), 0) as net_revenue_amount,
        coalesce(sum(net_margin_amount), 0) as net_margin_amount,
        coalesce(sum(n_tickets), 0) as n_tickets,
        coalesce(sum(return_cost_amount), 0) as return_cost_amount,
        coalesce(sum(acquisition_cost_amount), 0) as acquisition_cost_amount,
        count(
            case
                when
                    historic_clv_amount is distinct from net_margin_amount - coalesce(ticket_cost_amount, 0)
                    - coalesce(return_cost_amount, 0) - coalesce(acquisition_cost_amount, 0)
                    then 1
            end
        ) as n_wrong_values
    from {{ ref('customer_value') }}

)

select
    expected.*,
    found.n_wrong_values
from expected
cross join found
where
    expected.net_revenue_amount is distinct from found.net_revenue_amount
    or expected.net_margin_amount is distinct from found.net_margin_amount
    or expected.n_tickets is distinct from found.n_tickets
    or expected.return_cost_amount is distinct from found.return_cost_amount
    or expected.acquisition_cost_amount is distinct from found.acquisition_cost_amount
    or found.n_wrong_values > 0
