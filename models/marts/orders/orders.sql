with order_lines as (

    select * from {{ ref('int_order_lines') }}

),

headers as (

    select * from {{ ref('int_order_headers') }}

),

countries as (

    select * from {{ ref('country_codes') }}

),

totals as (

    select
        order_id,
        customer_id,
        source_customer_id,
        is_guest,
        is_cancellation,
        case when max(source_name) = 'order_items' then 'orders' else max(source_name) end as source_name,
        min(country_alias) as country_alias,
        min(ordered_at) as ordered_at,
        min(ordered_date) as ordered_date,
        cast(count(*) as bigint) as n_lines,
        cast(sum(case when is_product then quantity else 0 end) as decimal(18, 4)) as units,
        cast(sum(revenue_amount + refunded_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refunded_amount) as decimal(18, 4)) as refund_amount,
        cast(sum(revenue_amount) as decimal(18, 4)) as net_revenue_amount,
        cast(sum(line_amount - revenue_amount) as decimal(18, 4)) as non_revenue_amount,
        sum(case when ordered_date is not distinct from order_date then revenue_amount end) as first_day_amount
    from order_lines
    group by order_id, customer_id, source_customer_id, is_guest, is_cancellation

),

-- Counting distinct products among the totals would group by all their keys once more
distinct_products as (

    select distinct
        order_id,
        product_id
    from order_lines
    where is_product

),

product_counts as (

    select
        order_id,
        count(product_id) as n_products
    from distinct_products
    group by order_id

),

final as (

    select
        totals.order_id,
        totals.customer_id,
        {{ customer_number('totals.source_customer_id') }} as source_customer_id,
        headers.refunded_order_id,
        headers.coupon_code,
        headers.campaign_id,
        totals.source_name,
        headers.status,
        headers.channel,
        headers.store,
        headers.region,
        nullif(countries.country_code, '') as country_code,
        coalesce(countries.country_name, totals.country_alias, 'Unknown') as country_name,
        headers.currency,
        headers.exchange_rate,
        totals.n_lines,
        {{ noted('cast(coalesce(product_counts.n_products, 0) as bigint)', product_columns(), 'bigint') }} as n_products,
        {{ noted('totals.units', product_columns(), 'decimal(18, 4)') }} as units,
        totals.sales_amount,
        totals.refund_amount,
        totals.net_revenue_amount,
        totals.non_revenue_amount,
        totals.is_guest,
        totals.is_cancellation,
        not totals.is_cancellation and totals.first_day_amount > 0 as is_valid_order,
        totals.ordered_at,
        totals.ordered_date
    from totals
    left join product_counts on totals.order_id = product_counts.order_id
    left join headers on totals.order_id = headers.order_id
    left join countries on totals.country_alias = countries.country_alias

)

select * from final
