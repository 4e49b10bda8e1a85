-- Who a customer turns out to be moves revenue, and loses none: per number that the source states, and in all, it is to the
-- last digit what the lines brought before their customers were resolved.
with stated as (

    select
        nullif(order_customer_id, '{{ guest_customer_id() }}') as source_customer_id,
        case when is_revenue then line_amount else 0 end as revenue_amount
    from {{ ref('int_order_lines_judged') }}
    where quarantine_rule is null
    union all
    select
        coalesce(orders.order_customer_id, refunds.customer_id) as source_customer_id,
        case when lines.is_revenue then lines.line_amount else 0 end as revenue_amount
    from {{ ref('int_order_document_lines') }} as lines
    left join {{ ref('int_orders_judged') }} as orders on lines.order_id = orders.order_id and orders.row_outcome = 'kept'
    left join {{ ref('int_refunds') }} as refunds on lines.order_id = refunds.order_id

),

before_merges as (

    select
        {{ customer_number('source_customer_id') }} as source_customer_id,
        sum(revenue_amount) as revenue_amount
    from stated
    group by {{ customer_number('source_customer_id') }}

),

after_merges as (

    select
        source_customer_id,
        sum(net_revenue_amount) as revenue_amount
    from {{ ref('orders') }}
    group by source_customer_id

),

totals as (

    select
        (select sum(revenue_amount) from before_merges) as revenue_before,
        (select sum(net_revenue_amount) from {{ ref('customer_orders') }}) as revenue_after

)

select
    before_merges.source_customer_id,
    before_merges.revenue_amount as revenue_before,
    after_merges.revenue_amount as revenue_after
from before_merges
full outer join after_merges on before_merges.source_customer_id is not distinct from after_merges.source_customer_id
where before_merges.revenue_amount is distinct from after_merges.revenue_amount
union all
select
    'all' as source_customer_id,
    revenue_before,
    revenue_after
from totals
where revenue_before is distinct from revenue_after
