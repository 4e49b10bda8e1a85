-- The effects on all sales add up to the change of net revenue between the periods, and those of the slices to those on all.
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
    where slice_kind in ('all', 'channel', 'region', 'customer_type')
    group by comparison, period_start_date, slice_kind, slice_value

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
where
    (
        bridge.net_revenue_change_amount is distinct from
        drivers.customers_amount + drivers.frequency_amount + drivers.order_value_amount + drivers.guests_amount
        + drivers.refunds_amount
        or bridge.net_revenue_change_amount is distinct from drivers.net_revenue_change_amount
        or bridge.n_customers is distinct from drivers.earlier_n_customers
        or drivers.basket_size_amount + drivers.price_amount <> drivers.order_value_amount
        or bridge.guests_amount is distinct from drivers.guests_amount
        or bridge.refunds_amount is distinct from drivers.refunds_amount
    )
    -- of two periods without any sale there is nothing to explain
    and not (drivers.comparison is null and bridge.slice_kind = 'all' and bridge.largest_amount = 0)
