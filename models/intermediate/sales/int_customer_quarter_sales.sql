{#- The months of int_customer_sales added up to quarters, once for all comparisons. -#}

with sales as (

    select * from {{ ref('int_customer_sales') }}

),

final as (

    select
        cast({{ dbt.date_trunc('quarter', 'month_date') }} as date) as quarter_date,
        customer_id,
        is_guest,
        slice_kind,
        slice_value,
        cast(sum(n_orders) as bigint) as n_orders,
        cast(sum(n_unitemised_orders) as bigint) as n_unitemised_orders,
        cast(sum(units) as decimal(18, 4)) as units,
        cast(sum(sales_amount) as decimal(18, 4)) as sales_amount,
        cast(sum(refund_amount) as decimal(18, 4)) as refund_amount
    from sales
    group by quarter_date, customer_id, is_guest, slice_kind, slice_value

)

select * from final
