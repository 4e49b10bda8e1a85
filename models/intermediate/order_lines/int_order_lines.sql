{{ config(materialized='view') }}

{#- Every usable line, from whichever way in: order_lines, or orders with their lines and refunds. -#}

with judged as (

    select * from {{ ref('int_order_lines_judged') }}
    where quarantine_rule is null

),

document_lines as (

    select * from {{ ref('int_order_document_lines') }}

),

contacts as (

    select * from {{ ref('int_identity_contacts') }}
    where source = 'order_lines'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

order_customers as (

    select
        contacts.crm_customer_id,
        customer_ids.customer_id
    from contacts
    inner join customer_ids on {{ contact_record_id('contacts.source', 'contacts.crm_customer_id') }} = customer_ids.record_id

),

lines as (

    select
        'order_lines' as source_name,
        judged.order_item_id,
        judged.order_id,
        coalesce(order_customers.customer_id, '{{ guest_customer_id() }}') as customer_id,
        nullif(judged.order_customer_id, '{{ guest_customer_id() }}') as source_customer_id,
        judged.product_id,
        judged.product_name,
        judged.line_kind,
        judged.country_alias,
        judged.quantity,
        judged.unit_price,
        cast(0 as decimal(18, 4)) as discount_amount,
        judged.line_amount,
        judged.is_product,
        judged.is_revenue,
        judged.is_refund,
        judged.is_cancellation,
        judged.ordered_at,
        judged.ordered_date,
        judged.order_date
    from judged
    left join order_customers on judged.order_customer_id = order_customers.crm_customer_id
    union all
    select
        source_name,
        order_item_id,
        order_id,
        customer_id,
        source_customer_id,
        product_id,
        product_name,
        line_kind,
        country_alias,
        quantity,
        unit_price,
        discount_amount,
        line_amount,
        is_product,
        is_revenue,
        is_refund,
        is_cancellation,
        ordered_at,
        ordered_date,
        order_date
    from document_lines

),

valued as (

    select
        *,
        case when is_revenue then line_amount else cast(0 as decimal(18, 4)) end as revenue_amount,
        customer_id = '{{ guest_customer_id() }}' as is_guest
    from lines

),

final as (

    select
        *,
        -- What a document holds unitemised lessens or raises what it is: sales of an order, money given back by a credit note,
        -- and what came back of an order on a later day
        case
            when line_kind = 'refund' or (line_kind = 'unitemised' and is_refund) then -revenue_amount
            when line_kind <> 'unitemised' and revenue_amount < 0 then -revenue_amount
            else cast(0 as decimal(18, 4))
        end as refunded_amount
    from valued

)

select * from final
