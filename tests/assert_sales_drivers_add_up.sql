-- The effects on all sales add up to the change of net revenue between the periods, and those of the slices to those on all;
-- basket size and price are told wherever units are known of nearly all orders, and orders are those of the months.
with bridge as (

    select
        comparison,
        period_start_date,
        slice_kind,
        slice_value,
        sum(case when step = 'closing' then amount end) - sum(case when step = 'opening' then amount end)
            as net_revenue_change_amount,
        coalesce(max(abs(amount)), 0) as largest_amount,
        max(case when step = 'opening' then n_customers end) as n_customers,
        max(case when step = 'guests' then amount end) as guests_amount,
        max(case when step = 'refunds' then amount end) as refunds_amount
    from {{ ref('revenue_bridge') }}
    group by comparison, period_start_date, slice_kind, slice_value

),

months as (

    select
        month_date,
        n_orders - n_guest_orders as n_orders
    from {{ ref('sales_monthly') }}

)

select
    bridge.comparison,
    bridge.period_start_date,
    bridge.slice_kind,
    bridge.slice_value
from bridge
full outer join {{ ref('sales_drivers') }} as drivers
    on
        bridge.comparison = drivers.comparison
        and bridge.period_start_date = drivers.period_start_date
        and bridge.slice_kind = drivers.slice_kind
        and bridge.slice_value = drivers.slice_value
left join months
    on
        drivers.comparison in ('month_before', 'year_before')
        and drivers.slice_kind = 'all'
        and drivers.earlier_start_date = months.month_date
where
    (
        bridge.net_revenue_change_amount is distinct from
        drivers.customers_amount + drivers.frequency_amount + drivers.order_value_amount + drivers.guests_amount
        + drivers.refunds_amount
        or bridge.net_revenue_change_amount is distinct from drivers.net_revenue_change_amount
        or bridge.n_customers is distinct from drivers.earlier_n_customers
        or (drivers.basket_size_amount is not null)
        is distinct from coalesce(
            drivers.method = 'logarithmic' and drivers.earlier_units > 0 and drivers.later_units > 0
            and drivers.earlier_n_unitemised_orders <= {{ var('max_unitemised_rate') }} * drivers.earlier_n_orders
            and drivers.later_n_unitemised_orders <= {{ var('max_unitemised_rate') }} * drivers.later_n_orders, false
        )
        or (
            coalesce(drivers.basket_size_amount, drivers.price_amount) is not null
            and drivers.basket_size_amount + drivers.price_amount is distinct from drivers.order_value_amount
        )
        or (months.n_orders is not null and drivers.earlier_n_orders is distinct from months.n_orders)
        or bridge.guests_amount is distinct from drivers.guests_amount
        or bridge.refunds_amount is distinct from drivers.refunds_amount
    )
    -- of two periods without any sale there is nothing to explain
    and not (drivers.comparison is null and bridge.slice_kind = 'all' and bridge.largest_amount = 0)
