{#- Quality of each candidate at each backtest origin. People of one probability are one row, because no ranking tells them
    apart: AUC counts equal probabilities half, and of those of whom only some are in the best tenth each counts in part. Losses
    are summed as decimals: sums of doubles depend on the order of the rows. A certain but wrong prediction costs -ln(1e-15), not
    infinity. -#}

with backtest as (

    select * from {{ ref('prospect_backtest') }}

),

ties as (

    select
        candidate,
        origin_date,
        is_selection_origin,
        conversion_probability,
        cast(count(*) as bigint) as n_prospects,
        cast(sum(is_converted) as bigint) as n_converted
    from backtest
    group by candidate, origin_date, is_selection_origin, conversion_probability

),

measured as (

    select
        *,
        n_prospects - n_converted as n_others,
        sum(n_prospects - n_converted) over (
            partition by candidate, origin_date
            order by conversion_probability
            rows between unbounded preceding and current row
        ) as n_others_up_to,
        (sum(n_prospects) over (
            partition by candidate, origin_date
            order by conversion_probability desc
            rows between unbounded preceding and current row
        )) - n_prospects as n_better,
        sum(n_prospects) over (partition by candidate, origin_date) as n_all,
        cast(
            n_converted * -ln(greatest(conversion_probability, 1e-15))
            + (n_prospects - n_converted) * -ln(greatest(1 - conversion_probability, 1e-15)) as decimal(28, 12)
        ) as log_loss,
        cast(
            n_converted * power(1 - conversion_probability, 2)
            + (n_prospects - n_converted) * power(conversion_probability, 2) as decimal(28, 12)
        ) as squared_error,
        cast(n_prospects * conversion_probability as decimal(28, 12)) as expected_converted,
        cast(n_prospects * conversion_probability * (1 - conversion_probability) as decimal(28, 12)) as variance
    from ties

),

totals as (

    select
        candidate,
        origin_date,
        is_selection_origin,
        cast(sum(n_prospects) as bigint) as n_prospects,
        cast(sum(n_converted) as bigint) as n_converted,
        cast(sum(n_converted * (2 * n_others_up_to - n_others)) as double) / 2 as n_pairs_in_order,
        cast(sum(log_loss) as double) as log_loss,
        cast(sum(squared_error) as double) as squared_error,
        cast(sum(expected_converted) as double) as expected_converted,
        cast(sum(variance) as double) as variance,
        cast(sum(cast(
            cast(greatest(0, least(10 * n_prospects, n_all - 10 * n_better)) as double) / (10 * n_prospects) * n_converted
            as decimal(28, 12)
        )) as double) as n_converted_of_best_tenth
    from measured
    group by candidate, origin_date, is_selection_origin

),

final as (

    select
        candidate,
        origin_date,
        is_selection_origin,
        n_prospects,
        n_converted,
        expected_converted,
        {{ share('n_converted', 'n_prospects') }} as conversion_rate,
        expected_converted / n_prospects as mean_conversion_probability,
        {{ deviation('n_converted', 'expected_converted', 'variance') }} as deviation,
        {{ is_beyond_chance('n_converted', 'expected_converted', 'variance') }} as is_beyond_chance,
        n_pairs_in_order / nullif(cast(n_converted as double) * (n_prospects - n_converted), 0) as auc,
        log_loss / n_prospects as log_loss,
        squared_error / n_prospects as brier_score,
        1 - squared_error * n_prospects
        / nullif(cast(n_converted as double) * (n_prospects - n_converted), 0) as brier_skill,
        n_converted_of_best_tenth,
        10 * n_converted_of_best_tenth / nullif(n_converted, 0) as best_tenth_lift,
        {{ is_small('n_prospects') }} as is_small
    from totals

)

select * from final
