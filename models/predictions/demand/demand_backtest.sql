{#- What each candidate would have said at earlier origins, beside what came. -#}

with predictions as (

    select * from {{ ref('demand_predictions') }}
    where not is_future

),

measures as (

    select * from {{ ref('int_demand_measures') }}

),

final as (

    select
        predictions.period_kind,
        predictions.measure,
        predictions.candidate,
        predictions.origin_date,
        predictions.horizon,
        predictions.level,
        predictions.level_value,
        predictions.period_start_date,
        measures.actual,
        predictions.forecast,
        predictions.lower_bound,
        predictions.upper_bound,
        measures.actual between predictions.lower_bound and predictions.upper_bound as is_covered
    from predictions
    inner join measures
        on
            predictions.period_kind = measures.period_kind
            and predictions.measure = measures.measure
            and predictions.period_start_date = measures.period_start_date
            and predictions.level = measures.level
            and predictions.level_value = measures.level_value

)

select * from final
