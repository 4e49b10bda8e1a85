{#- The published predictions beside their recomputation in SQL. tests/assert_prospect_audit_agrees.sql holds them equal.
    Contributions are summed as decimals of 15 places, in any order the same. -#}

with predictions as (

    select * from {{ ref('prospect_predictions') }}
    where status = 'scored'

),

contributions as (

    select
        *,
        row_number() over (partition by customer_id order by contribution desc, feature asc) as reason_rank
    from {{ ref('prospect_contributions') }}

),

intercept as (

    select weight from {{ ref('prospect_model_terms') }}
    where term_kind = 'intercept'

),

sums as (

    select
        customer_id,
        {% for rank in [1, 2, 3] %}
            max(case when reason_rank = {{ rank }} and contribution > 0 then feature end) as reason_{{ rank }},
        {% endfor %}
        cast(sum(cast(contribution as decimal(30, 15))) as double) as contribution_sum
    from contributions
    group by customer_id

),

final as (

    select
        predictions.customer_id,
        predictions.as_of_date,
        {% for rank in [1, 2, 3] %}
            predictions.reason_{{ rank }},
            sums.reason_{{ rank }} as recomputed_reason_{{ rank }},
        {% endfor %}
        predictions.conversion_probability,
        {{ probability_of('intercept.weight + sums.contribution_sum') }} as recomputed_conversion_probability,
        predictions.conversion_log_odds,
        intercept.weight + sums.contribution_sum as recomputed_conversion_log_odds
    from predictions
    left join sums on predictions.customer_id = sums.customer_id
    cross join intercept

)

select * from final
