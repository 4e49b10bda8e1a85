-- Every customer has every feature; scaled by minimum and maximum, each ends at 0 and 1; as many are imputed as published.
with features as (

    select
        feature,
        count(*) as n_rows,
        count(case when is_imputed then 1 end) as n_imputed,
        count(case when feature_value is null then 1 end) as n_unknown,
        min(min_max_value) as lowest,
        max(min_max_value) as highest
    from {{ ref('scaled_features') }}
    group by feature

),

final as (

    select scales.feature
    from {{ ref('feature_scales') }} as scales
    left join features on scales.feature = features.feature
    where
        features.n_rows is distinct from scales.n_values + scales.n_missing
        or features.n_imputed <> scales.n_imputed
        or features.n_unknown <> scales.n_missing - scales.n_imputed
        or (scales.minimum < scales.maximum and (features.lowest <> 0 or features.highest <> 1))
        or scales.minimum > scales.lower_quartile
        or scales.lower_quartile > scales.median
        or scales.median > scales.upper_quartile
        or scales.upper_quartile > scales.maximum

)

select * from final
