{{ config(materialized='view') }}

with final as (

    {% for input in ['order_lines'] + declared_judged_inputs() %}
        select * from {{ ref('int_' ~ input ~ '_quality') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
