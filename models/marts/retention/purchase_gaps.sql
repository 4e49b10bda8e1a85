{#- Percentiles are taken from the numbers of gaps of each length, so nothing is sorted by customer. -#}

with order_days as (

    select
        customer_id,
        gap_days,
        row_number() over (partition by customer_id order by ordered_date) as order_day_number
    from {{ ref('int_customer_days') }}
    where is_order_day

),

slices as (

    select * from {{ ref('int_customer_slices') }}

),

lengths as (

    select
        slices.slice_kind,
        slices.slice_value,
        cast(least(order_days.order_day_number - 1, 5) as int) as from_order_day,
        order_days.gap_days,
        cast(count(*) as bigint) as n_equal
    from order_days
    inner join slices on order_days.customer_id = slices.customer_id
    where order_days.gap_days is not null
    group by
        slices.slice_kind, slices.slice_value, cast(least(order_days.order_day_number - 1, 5) as int), order_days.gap_days

),

placed as (

    select
        *,
        cast(sum(n_equal) over (partition by slice_kind, slice_value, from_order_day) as bigint) as n_gaps,
        cast(sum(n_equal) over (
            partition by slice_kind, slice_value, from_order_day order by gap_days
            rows between unbounded preceding and current row
        ) as bigint) - n_equal as n_before
    from lengths

),

final as (

    select
        slice_kind,
        slice_value,
        from_order_day,
        case from_order_day
            when 5 then '5+'
            else concat(
                cast(from_order_day as {{ dbt.type_string() }}), '-', cast(from_order_day + 1 as {{ dbt.type_string() }})
            )
        end as step,
        n_gaps,
        cast(sum(gap_days * n_equal) as double) / cast(n_gaps as double) as mean_gap_days,
        {{ percentile('gap_days', 25, 'n_before', 'n_equal', 'n_gaps') }} as p25_gap_days,
        {{ percentile('gap_days', 50, 'n_before', 'n_equal', 'n_gaps') }} as median_gap_days,
        {{ percentile('gap_days', 75, 'n_before', 'n_equal', 'n_gaps') }} as p75_gap_days,
        {{ percentile('gap_days', 90, 'n_before', 'n_equal', 'n_gaps') }} as p90_gap_days,
        {{ is_small('n_gaps') }} as is_small
    from placed
    group by slice_kind, slice_value, from_order_day, n_gaps

)

select * from final
