{#- Without var as_of: the last day of the data. One mistyped year must not become "today", so the days are cut into
    stretches wherever the whole company is silent for more than var('max_quiet_days'); the stretch with the most rows
    is the business, and its end is the as-of day. Later rows are quarantined as future dates. -#}

with order_lines as (

    select * from {{ ref('stg_sales__order_lines') }}

),

days as (

    select
        ordered_date,
        count(*) as n_rows
    from order_lines
    where ordered_date is not null
    group by ordered_date

),

gaps as (

    select
        *,
        {{ days_between('lag(ordered_date) over (order by ordered_date)', 'ordered_date') }} as quiet_days
    from days

),

numbered as (

    select
        *,
        sum(case when quiet_days > {{ var('max_quiet_days') }} then 1 else 0 end)
            over (order by ordered_date rows between unbounded preceding and current row) as stretch_number
    from gaps

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
        {% if var('as_of') is not none -%}
        {{ as_of_literal() }} as as_of_date
        {%- else -%}
        max(last_date) as as_of_date
        {%- endif %}
    from stretches
    where size_rank = 1

)

select * from final
