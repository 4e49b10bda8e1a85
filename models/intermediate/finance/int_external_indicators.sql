{#- The latest value of each month. -#}

with judged as (

    select * from {{ ref('int_external_indicators_judged') }}
    where row_outcome = 'kept' and indicator_month is not null and indicator_value is not null

),

final as (

    select
        cast({{ dbt.date_trunc('month', 'indicator_month') }} as date) as month_date,
        indicator_name,
        cast(max_by(indicator_value, indicator_month) as decimal(22, 8)) as indicator_value
    from judged
    group by {{ dbt.date_trunc('month', 'indicator_month') }}, indicator_name

)

select * from final
