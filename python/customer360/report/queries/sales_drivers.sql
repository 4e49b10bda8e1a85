-- people: n_customers
-- hides: earlier_value, later_value, effect_amount
with

latest as (
    select
        *,
        customers_amount as customers,
        frequency_amount as order_frequency,
        basket_size_amount as basket_size,
        price_amount as unit_price,
        case when basket_size_amount is null then order_value_amount end as order_value,
        guests_amount as guests,
        refunds_amount as refunds
    from sales_drivers
    where slice_kind = 'all' and comparison in ('month_before', 'year_before') and is_complete
    qualify period_start_date = max(period_start_date) over ()
)

select
    comparison,
    period_start_date as month_date,
    earlier_start_date as earlier_month_date,
    driver,
    case driver
        when 'customers' then earlier_n_customers
        when 'order_frequency' then earlier_n_orders / nullif(earlier_n_customers, 0)
        when 'basket_size' then earlier_units / nullif(earlier_n_orders, 0)
        when 'unit_price' then earlier_sales_amount / nullif(earlier_units, 0)
        when 'order_value' then earlier_sales_amount / nullif(earlier_n_orders, 0)
    end as earlier_value,
    case driver
        when 'customers' then later_n_customers
        when 'order_frequency' then later_n_orders / nullif(later_n_customers, 0)
        when 'basket_size' then later_units / nullif(later_n_orders, 0)
        when 'unit_price' then later_sales_amount / nullif(later_units, 0)
        when 'order_value' then later_sales_amount / nullif(later_n_orders, 0)
    end as later_value,
    effect_amount,
    least(earlier_n_customers, later_n_customers) as n_customers
from latest
unpivot (effect_amount for driver in (customers, order_frequency, basket_size, unit_price, order_value, guests, refunds))
order by
    comparison,
    list_position(['customers', 'order_frequency', 'basket_size', 'unit_price', 'order_value', 'guests', 'refunds'], driver)
