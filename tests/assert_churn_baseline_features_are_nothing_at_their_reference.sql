-- At its reference value each feature of one linear term contributes 0, to 1e-9; every feature of the model has its row.
with terms as (

    select * from {{ ref('churn_model_terms') }}
    where term_kind <> 'intercept'

)

select
    terms.feature,
    baseline.feature as baseline_feature
from terms
full outer join {{ ref('churn_baseline') }} as baseline on terms.feature = baseline.feature
where
    terms.feature is null
    or baseline.feature is null
    or (
        baseline.reference_kind = 'zero_contribution'
        and abs(terms.weight * ({{ signed_log1p('baseline.reference_value') }} - terms.reference_value)) > 1e-9
    )
