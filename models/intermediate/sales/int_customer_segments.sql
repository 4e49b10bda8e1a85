{{ config(materialized='view') }}

{#- The RFM segment that each customer begins a month with: that of the month-end before it, so it is known when the month
    begins. -#}

with scores as (

    select * from {{ ref('int_rfm_scores') }}
    where is_month_end

),

final as (

    select
        customer_id,
        cast({{ dbt.dateadd('day', 1, 'snapshot_date') }} as date) as month_date,
        segment
    from scores

)

select * from final
