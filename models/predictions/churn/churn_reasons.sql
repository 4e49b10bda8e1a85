{#- Why the risk is what it is: the baseline and one row per cause sum to the log-odds. A text claims what its number shows: where
    the model takes the value otherwise than the words of the cause do, the cause is named and no more. The month of the year has
    no typical value to stand beside. -#}

with shown as (

    select
        shown.*,
        causes.cause_label,
        labels.label,
        case
            when shown.cause_contribution > 0 and shown.value_side = 'raising' then causes.raises_text
            when shown.cause_contribution < 0 and shown.value_side = 'lowering' then causes.lowers_text
            else causes.cause_label
        end as cause_text
    from {{ ref('churn_cause_features') }} as shown
    inner join {{ ref('churn_causes') }} as causes on shown.cause = causes.cause
    inner join {{ ref('churn_feature_labels') }} as labels on shown.feature = labels.feature

),

intercept as (

    select weight from {{ ref('churn_model_terms') }}
    where term_kind = 'intercept'

),

baseline_rows as (

    select
        scored.customer_id,
        scored.as_of_date,
        intercept.weight as contribution
    from {{ ref('churn_predictions') }} as scored
    cross join intercept
    where scored.status = 'scored'

),

final as (

    select
        customer_id,
        as_of_date,
        cause,
        cast(row_number() over (partition by customer_id order by cause_contribution desc, cause asc) as int) as cause_rank,
        cause_contribution as contribution,
        case
            when not is_known then {{ dbt.concat(['cause_label', "' (not known yet)'"]) }}
            when feature = '{{ churn_season_feature_name() }}' then cause_text
            else {{ dbt.concat([
                'cause_text', "' ('", 'label', "': '", short_number_text('feature_value'), "'; typical: '",
                short_number_text('reference_value'), "')'"
            ]) }}
        end as reason_text,
        case when is_known then feature end as shown_feature,
        case when is_known then feature_value end as shown_value,
        case when is_known then reference_value end as reference_value
    from shown
    union all
    select
        customer_id,
        as_of_date,
        'baseline' as cause,
        cast(0 as int) as cause_rank,
        contribution,
        {{ dbt.concat(["'Risk of the typical customer: '", percent_text(probability_of('contribution'))]) }} as reason_text,
        cast(null as {{ dbt.type_string() }}) as shown_feature,
        cast(null as double) as shown_value,
        cast(null as double) as reference_value
    from baseline_rows

)

select * from final
