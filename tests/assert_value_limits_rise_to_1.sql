-- Limits of value tiers and ABC classes rise above 0 with their order, and the last is 1, or buyers would be of none.
with limits as (

    select
        'value_tiers' as seed,
        value_tier as band,
        tier_order as place,
        max_better_rate
    from {{ ref('value_tiers') }}
    union all
    select
        'abc_classes' as seed,
        abc_class as band,
        class_order as place,
        max_better_rate
    from {{ ref('abc_classes') }}

),

neighbours as (

    select
        *,
        lag(max_better_rate) over (partition by seed order by place) as previous_rate,
        lead(max_better_rate) over (partition by seed order by place) as next_rate
    from limits

),

seeds as (

    select 'value_tiers' as seed
    union all
    select 'abc_classes' as seed

)

select
    seeds.seed,
    neighbours.band,
    neighbours.max_better_rate
from seeds
left join neighbours on seeds.seed = neighbours.seed
where
    neighbours.seed is null
    or neighbours.max_better_rate <= coalesce(neighbours.previous_rate, 0)
    or (neighbours.next_rate is null and neighbours.max_better_rate <> 1)
