{#- Weights are shared out among the components that count. -#}

with components as (

    select * from {{ ref('loyalty_components') }}
    where is_counted

),

dimensions as (

    select * from {{ ref('loyalty_dimensions') }}

),

scores as (

    select
        components.customer_id,
        components.dimension,
        dimensions.weight,
        count(*) as n_components,
        cast(sum(components.weight * components.score) as double) / cast(sum(components.weight) as double) as score,
        -- In decimals, or a share that is exactly the limit could fall below it
        cast(sum(components.weight * components.score) as decimal(18, 8))
        >= dimensions.high_from * cast(sum(components.weight) as decimal(18, 4)) as is_high
    from components
    inner join dimensions on components.dimension = dimensions.dimension
    group by components.customer_id, components.dimension, dimensions.weight, dimensions.high_from

),

customers as (

    select
        {% for dimension in ['behaviour', 'attitude'] %}
            {%- set is_one = "dimension = '" ~ dimension ~ "'" %}
            max(case when {{ is_one }} then score end) as {{ dimension }}_score,
            max(case when {{ is_one }} then cast(weight as double) end) as {{ dimension }}_weight,
            max(case when {{ is_one }} and is_high then 1 when {{ is_one }} then 0 end)
                as {{ dimension }}_high,
            cast(coalesce(sum(case when dimension = '{{ dimension }}' then n_components end), 0) as bigint)
                as n_{{ dimension }}_components,
        {% endfor %}
        customer_id
    from scores
    group by customer_id

),

final as (

    select
        customer_id,
        behaviour_score,
        attitude_score,
        cast(100 as double)
        * (coalesce(behaviour_score * behaviour_weight, 0) + coalesce(attitude_score * attitude_weight, 0))
        / nullif(coalesce(behaviour_weight, 0) + coalesce(attitude_weight, 0), 0) as loyalty_index,
        case
            when behaviour_high is null or attitude_high is null then 'unknown'
            when behaviour_high = 1 and attitude_high = 1 then 'true_loyalty'
            when attitude_high = 1 then 'latent_loyalty'
            when behaviour_high = 1 then 'spurious_loyalty'
            else 'no_loyalty'
        end as loyalty_quadrant,
        n_behaviour_components,
        n_attitude_components
    from customers

)

select * from final
