-- Every person of an origin counts once, and conversions are expected as their probabilities sum up.
with backtest as (

    select
        candidate,
        origin_date,
        count(*) as n_prospects,
        sum(is_converted) as n_converted,
        sum(cast(conversion_probability as decimal(28, 12))) as expected_converted
    from {{ ref('prospect_backtest') }}
    group by candidate, origin_date

)

select backtest.*
from backtest
full outer join {{ ref('prospect_backtest_metrics') }} as metrics
    on backtest.candidate = metrics.candidate and backtest.origin_date = metrics.origin_date
where
    backtest.n_prospects is distinct from metrics.n_prospects
    or backtest.n_converted is distinct from metrics.n_converted
    or coalesce(abs(cast(backtest.expected_converted as double) - metrics.expected_converted), 1) > 1e-6
