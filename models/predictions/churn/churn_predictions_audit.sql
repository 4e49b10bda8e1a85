{#- The published predictions beside their recomputation in SQL. tests/assert_churn_audit_agrees.sql holds them equal.
    Contributions are summed as decimals of 15 places, in any order the same. -#}

with predictions as (

    select * from {{ ref('churn_predictions') }}
    where status = 'scored'

),

reasons as (

    select
        *,
        row_number() over (partition by customer_id order by contribution desc, feature asc) as reason_rank
    from {{ ref('churn_contributions') }}
    where contribution > 0 and feature <> '{{ churn_season_feature_name() }}'

),

named_reasons as (

    select
        {% for rank in [1, 2, 3] %}
            max(case when reason_rank = {{ rank }} then feature end) as reason_{{ rank }},
            max(case when reason_rank = {{ rank }} then contribution end) as reason_{{ rank }}_contribution,
        {% endfor %}
        customer_id
    from reasons
    where reason_rank <= 3
    group by customer_id

),

intercept as (

    select weight from {{ ref('churn_model_terms') }}
    where term_kind = 'intercept'

),

sums as (

    select
        customer_id,
        cast(sum(cast(contribution as decimal(30, 15))) as double) as contribution_sum
    from {{ ref('churn_contributions') }}
    group by customer_id

),

final as (

    select
        predictions.customer_id,
        predictions.as_of_date,
        {% for rank in [1, 2, 3] %}
            predictions.reason_{{ rank }},
            named_reasons.reason_{{ rank }} as recomputed_reason_{{ rank }},
            predictions.reason_{{ rank }}_contribution,
            named_reasons.reason_{{ rank }}_contribution as recomputed_reason_{{ rank }}_contribution,
        {% endfor %}
        predictions.churn_probability,
        {{ probability_of('intercept.weight + sums.contribution_sum') }} as recomputed_churn_probability,
        predictions.churn_log_odds,
        intercept.weight + sums.contribution_sum as recomputed_churn_log_odds
    from predictions
    left join named_reasons on predictions.customer_id = named_reasons.customer_id
    left join sums on predictions.customer_id = sums.customer_id
    cross join intercept

)

select * from final
