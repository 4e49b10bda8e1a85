with items as (

    select
        product_id,
        sum(revenue_amount) as net_revenue_amount
    from {{ ref('order_items') }}
    where is_product
    group by product_id

)

select products.product_id
from {{ ref('products') }} as products
full outer join items on products.product_id = items.product_id
-- products of the catalogue that were never sold have no items
where
    products.product_id is null
    or products.net_revenue_amount
    is distinct from {{ noted('coalesce(items.net_revenue_amount, 0)', product_columns(), 'decimal(18, 4)') }}
