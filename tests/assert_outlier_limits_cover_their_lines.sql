-- The lines of the categories are the lines of all products, and a category with few lines has the limits of all.
with limits as (

    select * from {{ ref('outlier_limits') }}

),

whole as (

    select * from limits
    where category = '(all)'

),

totals as (

    select sum(case when category = '(all)' then n_lines else -n_lines end) as n_lost
    from limits

),

final as (

    select limits.category
    from limits
    cross join whole
    cross join totals
    where
        totals.n_lost <> 0
        or limits.lower_sigma_amount > limits.upper_sigma_amount
        or limits.lower_mad_amount > limits.upper_mad_amount
        or (limits.n_lines < {{ var('outlier_min_lines') }} and (
            limits.upper_sigma_amount is distinct from whole.upper_sigma_amount
            or limits.upper_mad_amount is distinct from whole.upper_mad_amount
        ))

)

select * from final
