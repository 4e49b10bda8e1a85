{#- Customers most of whose orders fall into one quarter of the year, in several years, since the order by which all limits were
    reached without a break up to now. Of quarters with equally many orders that of most years counts. -#}

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
        customer_id,
        order_quarter,
        row_number() over (
            partition by customer_id order by sum(n_orders) desc, max(year_place) desc, order_quarter asc
        ) as place
    from numbered
    group by customer_id, order_quarter

),

totals as (

    select
        numbered.customer_id,
        numbered.ordered_date as changed_date,
        quarters.order_quarter,
        cast(sum(numbered.n_orders) over history as bigint) as n_all_orders,
        cast(sum(
            case when numbered.order_quarter = quarters.order_quarter then numbered.n_orders else 0 end
        ) over history as bigint) as n_orders,
        max(case when numbered.order_quarter = quarters.order_quarter then numbered.year_place end) over history as n_years
    from numbered
    inner join quarters on numbered.customer_id = quarters.customer_id and quarters.place = 1
    window history as (
        partition by numbered.customer_id order by numbered.ordered_date rows between unbounded preceding and current row
    )

),

judged as (

    select
        totals.*,
        totals.n_all_orders >= limits.min_orders
        and totals.n_years >= limits.min_years
        and {{ reaches('(cast(totals.n_orders as double) / totals.n_all_orders)', 'limits.min_rate') }} as is_held
    from totals
    cross join limits

),

run as (

    {{ unbroken_run('judged') }}

),

held as (

    select
        customer_id,
        order_quarter,
        max(n_orders) as n_orders,
        max(n_all_orders) as n_all_orders,
        max(n_years) as n_years,
        min(changed_date) as since_date
    from run
    group by customer_id, order_quarter

),

final as (

    select
        customer_id,
        'seasonal' as tag,
        {{ dbt.concat(["'Q'", count_text('order_quarter')]) }} as tag_value,
        {{ dbt.concat([
            count_text('n_orders'), "' of '", count_text('n_all_orders'), "' orders in quarter '", count_text('order_quarter'),
            "', in '", count_text('n_years'), "' years'"
        ]) }} as reason,
        since_date
    from held

)

select * from final
