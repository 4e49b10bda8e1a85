{#- Customers most of whose orders fall into one quarter of the year, in several years, since the first such order of the year
    that made it so many. Of quarters with equally many orders that of most years counts. -#}

with days as (

    select
        *,
        substr(cast(ordered_date as {{ dbt.type_string() }}), 1, 4) as order_year,
        cast(floor(
            (cast(substr(cast(ordered_date as {{ dbt.type_string() }}), 6, 2) as int) + 2) / 3.0
        ) as int) as order_quarter
    from {{ ref('int_customer_days') }}
    where is_order_day

),

limits as (

    {{ tag_limits('seasonal', ['min_orders', 'min_years', 'min_rate']) }}

),

numbered as (

    select
        *,
        dense_rank() over (partition by customer_id, order_quarter order by order_year) as year_place
    from days

),

quarters as (

    select
        numbered.customer_id,
        numbered.order_quarter,
        cast(sum(numbered.n_orders) as bigint) as n_orders,
        max(numbered.year_place) as n_years,
        min(case when numbered.year_place >= limits.min_years then numbered.ordered_date end) as since_date,
        cast(sum(sum(numbered.n_orders)) over (partition by numbered.customer_id) as bigint) as n_all_orders,
        row_number() over (
            partition by numbered.customer_id
            order by sum(numbered.n_orders) desc, max(numbered.year_place) desc, numbered.order_quarter asc
        ) as place
    from numbered
    cross join limits
    group by numbered.customer_id, numbered.order_quarter

),

final as (

    select
        quarters.customer_id,
        'seasonal' as tag,
        {{ dbt.concat(["'Q'", count_text('quarters.order_quarter')]) }} as tag_value,
        {{ dbt.concat([
            count_text('quarters.n_orders'), "' of '", count_text('quarters.n_all_orders'), "' orders in quarter '",
            count_text('quarters.order_quarter'), "', in '", count_text('quarters.n_years'), "' years'"
        ]) }} as reason,
        quarters.since_date
    from quarters
    cross join limits
    where
        quarters.place = 1
        and quarters.n_all_orders >= limits.min_orders
        and quarters.n_years >= limits.min_years
        and {{ reaches('(cast(quarters.n_orders as double) / quarters.n_all_orders)', 'limits.min_rate') }}

)

select * from final
