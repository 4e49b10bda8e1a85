-- As numpy's percentile: between neighbours, a single number is all three, and none has none. NULLs are left out. Those of the
-- next number as numpy's method weibull: of 2, 4, 10 and 20 at places 1.25 and 3.75, of fewer than three none.
with numbers as (

    select *
    from (values
        ('a', 20), ('a', 2), ('a', null), ('a', 10), ('a', 4), ('b', 7), ('c', null)
    ) as t (who, number)

),

listed as (

    select
        who,
        cast(count(number) as bigint) as n_numbers,
        {{ sorted_list('number') }} as all_numbers,
        4 as limit_number
    from numbers
    group by who

),

higher as (

    select
        *,
        {{ higher_of_list('all_numbers', 'limit_number') }} as higher_numbers
    from listed

),

sized as (

    select
        *,
        {{ list_size('higher_numbers') }} as n_higher
    from higher

),

final as (

    select
        who,
        {{ quartile_of('all_numbers', 'n_numbers', 1) }} as first_quartile,
        {{ quartile_of('all_numbers', 'n_numbers', 2) }} as median_number,
        {{ quartile_of('all_numbers', 'n_numbers', 3) }} as third_quartile,
        {{ quartile_of('higher_numbers', 'n_higher', 1) }} as first_of_higher,
        {{ quartile_of_next('all_numbers', 'n_numbers', 1) }} as first_of_next,
        {{ quartile_of_next('all_numbers', 'n_numbers', 3) }} as third_of_next,
        {{ quartile_of_next('higher_numbers', 'n_higher', 3) }} as next_of_higher,
        n_higher
    from sized

),

expected as (

    select *
    from (values
        ('a', 3.5, 7.0, 12.5, 12.5, 2.5, 17.5, 2), ('b', 7.0, 7.0, 7.0, 7.0, null, null, 1),
        ('c', null, null, null, null, null, null, 0)
    ) as t (who, first_quartile, median_number, third_quartile, first_of_higher, first_of_next, third_of_next, n_higher)

)

select final.*
from final
inner join expected on final.who = expected.who
where
    final.first_quartile is distinct from cast(expected.first_quartile as double)
    or final.median_number is distinct from cast(expected.median_number as double)
    or final.third_quartile is distinct from cast(expected.third_quartile as double)
    or final.first_of_higher is distinct from cast(expected.first_of_higher as double)
    or final.first_of_next is distinct from cast(expected.first_of_next as double)
    or final.third_of_next is distinct from cast(expected.third_of_next as double)
    or final.next_of_higher is not null
    or final.n_higher is distinct from expected.n_higher
