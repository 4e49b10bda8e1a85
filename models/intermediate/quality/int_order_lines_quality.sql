with order_lines as (

    select
        numbered.*,
        countries.country_code,
        case
            when numbered.repeat_number > 1 then 'duplicate'
            when judged.quarantine_rule is not null then 'quarantined'
            else 'kept'
        end as row_outcome
    from {{ ref('int_order_lines_numbered') }} as numbered
    left join {{ ref('int_order_lines_judged') }} as judged on numbered.row_hash = judged.order_item_id
    left join {{ ref('country_codes') }} as countries on numbered.country_alias = countries.country_alias

),

as_of as (

    select * from {{ ref('as_of') }}

),

{#- Staging names the product of a line without one. -#}
{{ quality_counts('order_lines', typed={
    'product_id': "nullif(order_lines.product_id, 'UNKNOWN')",
    'country': 'order_lines.country_code',
}) }}

select * from final
