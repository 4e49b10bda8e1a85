-- Per input, kind of line and currency, and per input against the raw rows summed at the input door, without staging.
with order_lines as (

    select * from {{ raw('order_lines') }}

),

order_items as (

    select
        {{ plain_text('quantity') }} as quantity,
        {{ plain_text('unit_price') }} as unit_price
    from {{ raw('order_items') }}

),

amounts as (

    select
        'order_lines' as source_name,
        {{ wide_amount(to_decimal('quantity'), to_decimal('unit_price')) }} as amount
    from order_lines
    union all
    select
        'order_items' as source_name,
        {{ wide_amount(to_amount('quantity'), to_amount('unit_price')) }} as amount
    from order_items
    {%- for input in money_inputs() if input != 'order_items' %}
        union all
        select
            '{{ input }}' as source_name,
            {{ to_amount('amount_text') }} as amount
        from (select {{ plain_text(money_inputs()[input].amount) }} as amount_text from {{ raw(input) }}) as {{ input }}
    {%- endfor %}

),

at_the_door as (

    select
        source_name,
        sum(amount) as raw_amount
    from amounts
    group by source_name

),

reconciled as (

    select
        source_name,
        sum(raw_amount) as raw_amount,
        count(case when unexplained_amount <> 0 then 1 end) as n_unexplained
    from {{ ref('revenue_reconciliation') }}
    group by source_name

)

select
    coalesce(reconciled.source_name, at_the_door.source_name) as source_name,
    reconciled.raw_amount,
    at_the_door.raw_amount as raw_amount_at_the_door,
    reconciled.n_unexplained
from reconciled
full outer join at_the_door on reconciled.source_name = at_the_door.source_name
where
    coalesce(reconciled.raw_amount, 0) <> coalesce(at_the_door.raw_amount, 0)
    or reconciled.n_unexplained > 0
