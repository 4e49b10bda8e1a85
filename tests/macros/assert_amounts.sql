-- Halves go up on both engines, where their own casts of doubles differ.
with cases as (

    select
        case_number,
        cast(amount as decimal(18, 4)) as amount,
        n,
        mean,
        share
    from (values
        (1, '4974.23', 8, '621.7788', '39793.8400'),
        (2, '0.0001', 2, '0.0001', '0.0002'),
        (3, '-0.0001', 2, '0.0000', '-0.0002'),
        (4, '-0.0003', 2, '-0.0001', '-0.0006'),
        (5, '1', 3, '0.3333', '3.0000'),
        (6, '2', 3, '0.6667', '6.0000'),
        (7, '0', 7, '0.0000', '0.0000'),
        (8, '900000000000.1', 1, '900000000000.1000', '900000000000.1000'),
        (9, '1', 0, null, '0.0000'),
        (10, null, 1, null, null)
    ) as t (case_number, amount, n, mean, share)

),

final as (

    select
        *,
        cast({{ mean_amount('amount', 'n') }} as {{ dbt.type_string() }}) as found_mean,
        cast({{ share_of_amount('amount', 'cast(n as double)') }} as {{ dbt.type_string() }}) as found_share
    from cases

)

select * from final
where
    found_mean is distinct from mean
    or found_share is distinct from share
