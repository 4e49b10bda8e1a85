with contributions as (

    select * from {{ ref('churn_contributions_monthly') }}
    where is_as_of

),

final as (

    select
        customer_id,
        snapshot_date as as_of_date,
        feature,
        feature_value,
        contribution
    from contributions

)

select * from final
