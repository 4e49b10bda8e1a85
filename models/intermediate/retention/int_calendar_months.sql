{#- The calendar months of the data, none left out, so that a difference of numbers is a difference of months. -#}

with dates as (

    select
        cast({{ dbt.date_trunc('month', 'snapshot_date') }} as date) as month_start_date,
        is_month_end
    from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

),

months as (

    select
        month_start_date,
        bool_or(is_month_end) as is_complete
    from dates
    group by month_start_date

),

final as (

    select
        month_start_date,
        cast(row_number() over (order by month_start_date) as int) as month_number,
        is_complete
    from months

)

select * from final
