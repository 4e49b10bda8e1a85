-- Every series that a regression forecasts has its terms: six, and one for each indicator, the same for all.
with terms as (

    select
        period_kind,
        measure,
        candidate,
        level,
        level_value,
        count(*) as n_terms,
        count(case when term in ('previous', 'constant', 'sin_1', 'cos_1', 'sin_2', 'cos_2') then 1 end) as n_plain_terms
    from {{ ref('demand_model_terms') }}
    group by period_kind, measure, candidate, level, level_value

),

term_counts as (

    select
        *,
        max(n_terms) over (partition by period_kind, measure, candidate) as most_terms
    from terms

),

forecasts as (

    select distinct
        period_kind,
        measure,
        candidate,
        level,
        level_value
    from {{ ref('demand_predictions') }}
    where is_future and candidate in ('harmonic_regression', 'indicator_regression')

)

select
    forecasts.*,
    term_counts.n_terms
from forecasts
full outer join term_counts
    on
        forecasts.period_kind = term_counts.period_kind
        and forecasts.measure = term_counts.measure
        and forecasts.candidate = term_counts.candidate
        and forecasts.level = term_counts.level
        and forecasts.level_value = term_counts.level_value
where
    forecasts.level is null
    or term_counts.n_plain_terms is distinct from 6
    or term_counts.n_terms < term_counts.most_terms
    or (forecasts.candidate = 'harmonic_regression') <> (term_counts.n_terms = 6)
