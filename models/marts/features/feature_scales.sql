{#- A quartile lies between two neighbours in the order of values, nearer to the one whose place it is nearer to. -#}

with feature_values as (

    select * from {{ ref('int_customer_feature_values') }}

),

ordered as (

    select
        feature,
        known_value,
        row_number() over (partition by feature order by known_value asc, customer_id asc) - 1 as place,
        count(*) over (partition by feature) - 1 as last_place
    from feature_values
    where known_value is not null

),

scales as (

    select
        feature,
        cast(count(*) as bigint) as n_values,
        min(known_value) as minimum,
        max(known_value) as maximum,
        {{ quartile('known_value', 1, 'place', 'last_place') }} as lower_quartile,
        {{ quartile('known_value', 2, 'place', 'last_place') }} as median,
        {{ quartile('known_value', 3, 'place', 'last_place') }} as upper_quartile
    from ordered
    group by feature

),

populations as (

    select
        feature,
        cast(count(case when known_value is null then 1 end) as bigint) as n_missing
    from feature_values
    group by feature

),

final as (

    select
        populations.feature,
        coalesce(scales.n_values, cast(0 as bigint)) as n_values,
        populations.n_missing,
        case when scales.n_values is null then cast(0 as bigint) else populations.n_missing end as n_imputed,
        scales.minimum,
        scales.maximum,
        scales.lower_quartile,
        scales.median,
        scales.upper_quartile,
        scales.median as imputed_value
    from populations
    left join scales on populations.feature = scales.feature

)

select * from final
