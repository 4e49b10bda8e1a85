-- The index is the weighted mean of its known components, bonuses that nobody earned left out, by the seeds' weights, and no
-- other is counted; every customer with an order has one, and two of the components are counted here from the orders, where
-- the seed weighs them.
with buyers as (

    select
        orders.customer_id,
        max({{ days_between('orders.ordered_date', 'as_of.as_of_date') }}) as tenure_days,
        count(case when {{ days_between('orders.ordered_date', 'as_of.as_of_date') }} < 365 then 1 end) as n_orders_365d
    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as as_of
    where orders.is_valid_order and not orders.is_guest
    group by orders.customer_id

),

known as (

    select
        components.customer_id,
        weights.dimension,
        weights.component,
        weights.is_sufficient,
        components.raw_value,
        cast(weights.weight as double) as weight,
        least(greatest(
            cast(components.raw_value - weights.low_value as double)
            / cast(weights.high_value - weights.low_value as double), 0
        ), 1) as exact_score,
        cast(components.score as double) as score
    from {{ ref('loyalty_components') }} as components
    inner join {{ ref('loyalty_weights') }} as weights on components.component = weights.component
    where
        components.is_known
        and weights.weight > 0
        and (components.raw_value > weights.low_value or not weights.is_bonus)

),

weighed as (

    select
        max(case when component = 'tenure' and weight > 0 then 1 else 0 end) as has_tenure,
        max(case when component = 'repeat_purchase' and weight > 0 then 1 else 0 end) as has_repeat_purchase
    from {{ ref('loyalty_weights') }}

),

scored as (

    select
        customer_id,
        dimension,
        count(*) as n_components,
        sum(weight * score) / sum(weight) as score,
        max(abs(exact_score - score)) as rounding,
        max(case when component = 'tenure' then raw_value end) as tenure_days,
        max(case when component = 'repeat_purchase' then raw_value end) as n_orders_365d
    from known
    group by customer_id, dimension
    having bool_or(is_sufficient)

),

indexed as (

    select
        scored.customer_id,
        100 * sum(scored.score * cast(dimensions.weight as double)) / sum(cast(dimensions.weight as double)) as loyalty_index,
        min(case when scored.score >= cast(dimensions.high_from as double) - 1e-9 then 1 else 0 end) as is_all_high,
        count(*) as n_dimensions,
        sum(scored.n_components) as n_components,
        max(scored.rounding) as rounding,
        max(scored.tenure_days) as tenure_days,
        max(scored.n_orders_365d) as n_orders_365d
    from scored
    inner join {{ ref('loyalty_dimensions') }} as dimensions on scored.dimension = dimensions.dimension
    group by scored.customer_id

)

select
    buyers.customer_id as expected_customer_id,
    loyalty_index.customer_id
from buyers
full outer join {{ ref('loyalty_index') }} as loyalty_index on buyers.customer_id = loyalty_index.customer_id
left join indexed on buyers.customer_id = indexed.customer_id
cross join weighed
where
    not coalesce(abs(loyalty_index.loyalty_index - indexed.loyalty_index) <= 1e-9, false)
    or loyalty_index.n_behaviour_components + loyalty_index.n_attitude_components is distinct from indexed.n_components
    or not coalesce(indexed.rounding <= 0.00005001, false)
    or indexed.tenure_days is distinct from case when weighed.has_tenure = 1 then cast(buyers.tenure_days as decimal(18, 4)) end
    or indexed.n_orders_365d
    is distinct from case when weighed.has_repeat_purchase = 1 then cast(buyers.n_orders_365d as decimal(18, 4)) end
    or (loyalty_index.loyalty_quadrant = 'unknown') is distinct from (indexed.n_dimensions < 2)
    or (loyalty_index.loyalty_quadrant = 'true_loyalty')
    is distinct from (indexed.n_dimensions = 2 and indexed.is_all_high = 1)
