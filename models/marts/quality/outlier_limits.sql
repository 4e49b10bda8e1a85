{#- Amounts of lines are skewed, their logarithms are not: limits are set there and turned back. Every limit follows from the
    figures beside it, as they are published. -#}

with amounts as (

    select
        category,
        log_millionths
    from {{ ref('int_order_line_amounts') }}

),

grouped as (

    select * from amounts
    union all
    select
        '(all)' as category,
        log_millionths
    from amounts

),

centres as (

    select
        category,
        cast(count(*) as bigint) as n_lines,
        cast(sum(cast(log_millionths as decimal(20, 0))) as double) as log_sum,
        cast(sum(cast(log_millionths * log_millionths as decimal(20, 0))) as double) as log_squares,
        median(log_millionths) as median_log
    from grouped
    group by category

),

spreads as (

    select
        grouped.category,
        median(abs(grouped.log_millionths - centres.median_log)) as mad_log
    from grouped
    inner join centres on grouped.category = centres.category
    group by grouped.category

),

statistics as (

    select
        centres.category,
        centres.n_lines,
        {{ millionths('centres.log_sum / centres.n_lines') }} as mean_log_amount,
        {{ millionths('sqrt(greatest(0, centres.log_squares - centres.log_sum * centres.log_sum / centres.n_lines)'
            ~ ' / nullif(centres.n_lines - 1, 0))') }} as sd_log_amount,
        {{ millionths('centres.median_log') }} as median_log_amount,
        {{ millionths('spreads.mad_log') }} as mad_log_amount
    from centres
    inner join spreads on centres.category = spreads.category

),

bases as (

    select
        statistics.category,
        statistics.n_lines,
        case
            when statistics.n_lines >= {{ var('outlier_min_lines') }} then statistics.category
            when whole.n_lines >= {{ var('outlier_min_lines') }} then whole.category
        end as basis_category
    from statistics
    inner join statistics as whole on whole.category = '(all)'

),

final as (

    select
        bases.category,
        bases.n_lines,
        bases.basis_category,
        statistics.mean_log_amount,
        statistics.sd_log_amount,
        {{ log_limit('statistics.mean_log_amount', -3, 'statistics.sd_log_amount') }} as lower_sigma_amount,
        {{ log_limit('statistics.mean_log_amount', 3, 'statistics.sd_log_amount') }} as upper_sigma_amount,
        statistics.median_log_amount,
        statistics.mad_log_amount,
        {{ log_limit('statistics.median_log_amount', -3.5 * 1.4826, 'statistics.mad_log_amount') }} as lower_mad_amount,
        {{ log_limit('statistics.median_log_amount', 3.5 * 1.4826, 'statistics.mad_log_amount') }} as upper_mad_amount
    from bases
    left join statistics on bases.basis_category = statistics.category

)

select * from final
