{{ config(materialized='view') }}

{#- The lines of orders and refunds, in their own currency. -#}

with items as (

    select * from {{ ref('int_dated_order_items') }}

),

unitemised as (

    select * from {{ ref('int_unitemised_amounts') }}

),

shipping as (

    select * from {{ ref('int_shipping_amounts') }}

),

refund_lines as (

    select * from {{ ref('int_refund_lines') }}

),

final as (

    select
        'order_items' as source_name,
        order_item_id,
        order_id,
        cast(null as {{ dbt.type_string() }}) as fixed_line_kind,
        product_id,
        product_name,
        quantity,
        unit_price,
        discount_amount,
        amount,
        converted_amount,
        ordered_at,
        ordered_date
    from items
    union all
    select
        'orders' as source_name,
        {{ dbt.concat([
            'order_id', "'-UNITEMISED-'", 'cast(ordered_date as ' ~ dbt.type_string() ~ ')',
            "case when is_of_returns then '-RETURNS' else '' end"
        ]) }} as order_item_id,
        order_id,
        'unitemised' as fixed_line_kind,
        'UNKNOWN' as product_id,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(1 as decimal(18, 4)) as quantity,
        amount as unit_price,
        0 as discount_amount,
        amount,
        converted_amount,
        ordered_at,
        ordered_date
    from unitemised
    union all
    select
        'orders' as source_name,
        {{ dbt.concat(['order_id', "'-SHIPPING'"]) }} as order_item_id,
        order_id,
        'shipping' as fixed_line_kind,
        'SHIPPING' as product_id,
        cast(null as {{ dbt.type_string() }}) as product_name,
        cast(1 as decimal(18, 4)) as quantity,
        amount as unit_price,
        0 as discount_amount,
        amount,
        cast(null as decimal(18, 4)) as converted_amount,
        ordered_at,
        ordered_date
    from shipping
    union all
    select
        'payments_refunds' as source_name,
        order_item_id,
        order_id,
        fixed_line_kind,
        product_id,
        product_name,
        quantity,
        unit_price,
        discount_amount,
        amount,
        cast(null as decimal(18, 4)) as converted_amount,
        paid_at as ordered_at,
        paid_date as ordered_date
    from refund_lines

)

select * from final
