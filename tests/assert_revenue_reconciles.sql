-- Per kind of line, and in total against the raw rows summed at the input door, without staging.
with raw_order_lines as (

    select * from {{ raw('order_lines') }}

),

at_the_door as (

    select coalesce(sum({{ try_amount(to_decimal('quantity'), to_decimal('unit_price')) }}), 0) as raw_amount
    from raw_order_lines

),

reconciled as (

    select
        coalesce(sum(raw_amount), 0) as raw_amount,
        count(case when unexplained_amount <> 0 then 1 end) as n_unexplained
    from {{ ref('revenue_reconciliation') }}

)

select
    reconciled.raw_amount,
    at_the_door.raw_amount as raw_amount_at_the_door,
    reconciled.n_unexplained
from reconciled
cross join at_the_door
where reconciled.raw_amount <> at_the_door.raw_amount or reconciled.n_unexplained > 0
