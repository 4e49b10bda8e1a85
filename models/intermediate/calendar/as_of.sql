{#- Without var as_of: the last day of the orders. One mistyped year must not become "today", so the days are cut into
    stretches wherever the whole company is silent for more than var('max_quiet_days'); the stretch with the most rows
    is the business, and its end is the as-of day. Later rows are quarantined as future dates. -#}

with sales as (

    select ordered_date from {{ ref('stg_sales__order_lines') }}
    union all
    select ordered_date from {{ ref('stg_sales__orders') }}

),

days as (

    select
        ordered_date,
        count(*) as n_rows
    from sales
    where ordered_date is not null
    group by ordered_date

),

neighbours as (

    select
        *,
        lag(ordered_date) over (order by ordered_date) as previous_date
    from days

),

numbered as (

    select
        *,
        sum(case when {{ days_between('previous_date', 'ordered_date') }} > {{ var('max_quiet_days') }} then 1 else 0 end)
            over (order by ordered_date rows between unbounded preceding and current row) as stretch_number
    from neighbours

),

stretches as (

    select
        stretch_number,
        max(ordered_date) as last_date,
        row_number() over (order by sum(n_rows) desc, stretch_number desc) as size_rank
    from numbered
    group by stretch_number

),

final as (

    select
        coalesce({{ as_of_literal() }}, max(last_date)) as as_of_date
    from stretches
    where size_rank = 1

)

select * from final
