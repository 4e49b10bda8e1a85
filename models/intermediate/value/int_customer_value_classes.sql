{#- Value tier by the share of buyers who brought more net revenue so far, ABC class by the share of all net revenue that those
    brought. The first row of the seed whose limit is not reached is it, else the last: equal revenue is equal tier and class.
    Where all brought nothing together, or less, there are no shares and no classes. -#}

with ranks as (

    select * from {{ ref('int_revenue_ranks') }}
    where period_kind = 'all'

),

tiers as (

    select * from {{ ref('value_tiers') }}

),

classes as (

    select * from {{ ref('abc_classes') }}

),

placed as (

    select
        ranks.customer_id,
        ranks.n_better,
        ranks.n_customers,
        min(tiers.tier_order) as tier_order,
        min(classes.class_order) as class_order
    from ranks
    inner join tiers on ranks.n_better < tiers.max_better_rate * ranks.n_customers
    left join classes
        on
            ranks.total_amount > 0
            and (
                classes.max_better_rate = 1
                or cast(ranks.better_amount as decimal(22, 4))
                < classes.max_better_rate * cast(ranks.total_amount as decimal(22, 4))
            )
    group by ranks.customer_id, ranks.n_better, ranks.n_customers

),

final as (

    select
        placed.customer_id,
        cast(placed.n_better as double) / cast(placed.n_customers as double) as better_rate,
        tiers.value_tier,
        classes.abc_class
    from placed
    inner join tiers on placed.tier_order = tiers.tier_order
    left join classes on placed.class_order = classes.class_order

)

select * from final
