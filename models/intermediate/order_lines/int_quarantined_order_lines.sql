{{ config(materialized='view') }}

{#- The unusable lines with their raw texts. -#}

with judged as (

    select * from {{ ref('int_order_lines_judged') }}
    where quarantine_rule is not null

),

numbered as (

    select * from {{ ref('int_order_lines_numbered') }}
    where repeat_number = 1

),

final as (

    select
        numbered.*,
        judged.quarantine_rule,
        judged.line_kind
    from judged
    inner join numbered on judged.order_item_id = numbered.row_hash

)

select * from final
