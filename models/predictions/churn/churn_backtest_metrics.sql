{#- Quality of each candidate at each backtest origin, for all customers and by RFM segment. AUC counts equal
    probabilities half. Losses are summed as decimals: sums of doubles depend on the order of the rows. A certain but
    wrong prediction costs -ln(1e-15), not infinity. -#}

with ties as (

    select * from {{ ref('int_churn_backtest_ties') }}

),

calibration as (

    select * from {{ ref('churn_backtest_calibration') }}

),

grades as (

    select * from {{ ref('churn_grades') }}

),

measured as (

    select
        *,
        n_customers - n_churned as n_retained,
        sum(n_customers - n_churned) over (
            partition by candidate, origin_date, segment
            order by churn_probability
            rows between unbounded preceding and current row
        ) as n_retained_up_to,
        cast(
            n_churned * -ln(greatest(churn_probability, 1e-15))
            + (n_customers - n_churned) * -ln(greatest(1 - churn_probability, 1e-15)) as decimal(28, 12)
        ) as log_loss,
        cast(
            n_churned * power(1 - churn_probability, 2)
            + (n_customers - n_churned) * power(churn_probability, 2) as decimal(28, 12)
        ) as squared_error,
        cast(n_customers * churn_probability as decimal(28, 12)) as expected_churned
    from ties

),

totals as (

    select
        candidate,
        origin_date,
        segment,
        is_selection_origin,
        cast(sum(n_customers) as bigint) as n_customers,
        cast(sum(n_churned) as bigint) as n_churned,
        cast(sum(n_churned * (2 * n_retained_up_to - n_retained)) as double) / 2 as n_pairs_in_order,
        cast(sum(log_loss) as double) as log_loss,
        cast(sum(squared_error) as double) as squared_error,
        cast(sum(expected_churned) as double) as expected_churned
    from measured
    group by candidate, origin_date, segment, is_selection_origin

),

rated as (

    select
        totals.candidate,
        totals.origin_date,
        totals.segment,
        totals.is_selection_origin,
        totals.n_customers,
        totals.n_churned,
        totals.n_pairs_in_order
        / nullif(cast(totals.n_churned as double) * (totals.n_customers - totals.n_churned), 0) as auc,
        totals.log_loss / totals.n_customers as log_loss,
        totals.squared_error / totals.n_customers as brier_score,
        1 - totals.squared_error * totals.n_customers
        / nullif(cast(totals.n_churned as double) * (totals.n_customers - totals.n_churned), 0) as brier_skill,
        calibration.calibration_intercept,
        calibration.calibration_slope,
        cast(totals.n_churned as double) / totals.n_customers as churn_rate,
        totals.expected_churned / totals.n_customers as mean_churn_probability,
        case
            when {{ is_small('totals.n_customers') }} then 'too_few_customers'
            when totals.n_churned in (0, totals.n_customers) then 'one_outcome'
        end as reason_code
    from totals
    left join calibration
        on
            totals.candidate = calibration.candidate
            and totals.origin_date = calibration.origin_date
            and totals.segment = calibration.segment

),

final as (

    select
        rated.*,
        auc_grades.grade as auc_grade,
        brier_skill_grades.grade as brier_skill_grade,
        slope_grades.grade as calibration_slope_grade
    from rated
    left join grades as auc_grades
        on
            rated.reason_code is null
            and auc_grades.measure = 'auc'
            and rated.auc >= auc_grades.min_value
            and coalesce(rated.auc < auc_grades.max_value, true)
    left join grades as brier_skill_grades
        on
            rated.reason_code is null
            and brier_skill_grades.measure = 'brier_skill'
            and rated.brier_skill >= brier_skill_grades.min_value
            and coalesce(rated.brier_skill < brier_skill_grades.max_value, true)
    left join grades as slope_grades
        on
            rated.reason_code is null
            and slope_grades.measure = 'calibration_slope'
            and rated.calibration_slope >= slope_grades.min_value
            and coalesce(rated.calibration_slope < slope_grades.max_value, true)

)

select * from final
