-- Newcombe (1998), table II: 56 of 70 against 48 of 80 is 0.2, from 0.0524 to 0.3339; the ends 0 and 1; and nothing.
with cases as (

    select
        56 as k_1,
        70 as n_1,
        48 as k_2,
        80 as n_2,
        0.0524 as lower_end,
        0.3339 as upper_end
    union all
    select 10 as k_1, 10 as n_1, 0 as k_2, 10 as n_2, 0.6075 as lower_end, 1.0000 as upper_end
    union all
    select 0 as k_1, 0 as n_1, 1 as k_2, 2 as n_2, null as lower_end, null as upper_end

)

select *
from cases
where
    floor(10000 * ({{ newcombe_lower('k_1', 'n_1', 'k_2', 'n_2') }}) + 0.5) is distinct from cast(10000 * lower_end as double)
    or floor(10000 * ({{ newcombe_upper('k_1', 'n_1', 'k_2', 'n_2') }}) + 0.5) is distinct from cast(10000 * upper_end as double)
