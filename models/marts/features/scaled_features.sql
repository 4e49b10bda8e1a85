{#- Only here are missing values replaced, and each says so. A scale whose ends are equal tells nobody apart: no value. -#}

with feature_values as (

    select * from {{ ref('int_customer_feature_values') }}

),

scales as (

    select * from {{ ref('feature_scales') }}

),

completed as (

    select
        feature_values.customer_id,
        feature_values.feature,
        coalesce(feature_values.known_value, scales.imputed_value) as feature_value,
        feature_values.known_value is null and scales.imputed_value is not null as is_imputed,
        scales.minimum,
        scales.maximum - scales.minimum as value_range,
        scales.median,
        scales.upper_quartile - scales.lower_quartile as quartile_range,
        feature_values.as_of_date
    from feature_values
    inner join scales on feature_values.feature = scales.feature

),

final as (

    select
        customer_id,
        feature,
        feature_value,
        is_imputed,
        {{ whole_millionths('feature_value - minimum') }} / nullif({{ whole_millionths('value_range') }}, 0) as min_max_value,
        {{ whole_millionths('feature_value - median') }} / nullif({{ whole_millionths('quartile_range') }}, 0)
            as robust_value,
        as_of_date
    from completed

)

select * from final
