-- The bound is the binomial's own, so it holds of few too: at 0.02, 4 or more of 50 have a chance of 0.018, for which Wilson's
-- interval, which begins at 0.032, would do. Of 120 compared products it takes 8 of 50. All of n, and what lies below the share.
with cases as (

    select
        k,
        n,
        cast(p as double) as p,
        compared,
        cast(chance as double) as chance,
        is_above
    from (values
        (4, 50, '0.02', 1, '0.071436', false), (5, 50, '0.02', 1, '0.014771', true), (8, 50, '0.02', 120, '0.000039', true),
        (7, 50, '0.02', 120, '0.000334', false), (4, 4, '0.25', 1, '0.003906', true), (4, 4, '0.25', 7, '0.003906', false),
        (1, 50, '0.02', 1, null, false), (0, 50, '0.02', 1, null, false),
        (4, 4, '1', 1, null, false), (4, 4, '1.5', 1, null, false),
        (3, 4, '0', 1, null, false), (4, 50, null, 1, null, false), (0, 0, '0.02', 0, null, false)
    ) as t (k, n, p, compared, chance, is_above)

),

final as (

    select
        *,
        exp(-{{ evidence_above('k', 'n', 'p') }}) as found_chance,
        {{ is_above_chance('k', 'n', 'p', 'compared') }} as found_above
    from cases

)

select * from final
where
    found_above is distinct from is_above
    or not coalesce(abs(found_chance - chance) < 0.000001, found_chance is null and chance is null)
