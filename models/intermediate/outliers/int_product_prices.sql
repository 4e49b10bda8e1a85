{#- What a unit of each product usually costs. -#}

with amounts as (

    select * from {{ ref('int_order_line_amounts') }}

),

final as (

    select
        product_id,
        cast(count(*) as bigint) as n_lines,
        median(unit_price_ten_thousandths) as median_ten_thousandths
    from amounts
    group by product_id

)

select * from final
