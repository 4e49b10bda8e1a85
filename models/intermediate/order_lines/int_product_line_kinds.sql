{#- What kind of line a product code stands for; a rule may ask for the name too, as codes like M are ambiguous. -#}

with order_lines as (

    select
        product_id,
        product_name
    from {{ ref('stg_sales__order_lines') }}
    union
    select
        product_id,
        product_name
    from {{ ref('stg_sales__order_items') }}
    where product_id is not null

),

rules as (

    select * from {{ ref('line_kind_rules') }}

),

matched as (

    select
        order_lines.product_id,
        order_lines.product_name,
        rules.line_kind,
        row_number() over (
            partition by order_lines.product_id, order_lines.product_name
            order by rules.rule_priority
        ) as match_number
    from order_lines
    inner join rules
        on (
            (rules.match_type = 'exact' and order_lines.product_id = rules.product_code)
            or (
                rules.match_type = 'prefix'
                and left(order_lines.product_id, length(rules.product_code)) = rules.product_code
            )
        )
        and (
            rules.product_name_pattern is null
            or {{ upper_text("coalesce(order_lines.product_name, '')") }} like rules.product_name_pattern
        )

),

final as (

    select
        product_id,
        product_name,
        line_kind
    from matched
    where match_number = 1

)

select * from final
