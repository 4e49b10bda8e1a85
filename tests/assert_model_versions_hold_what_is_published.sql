-- The published version of each fitted model is current and was written down for this as-of day, and the terms that are kept are
-- those that score.
with current_versions as (

    select * from {{ ref('model_versions') }}
    where is_current

),

churn_terms as (

    select
        sum(cast(weight as decimal(28, 10))) as weights,
        count(*) as n_terms
    from {{ ref('churn_model_terms') }}

),

kept_terms as (

    select
        sum(cast(history.number as decimal(28, 10))) as weights,
        count(*) as n_terms
    from {{ ref('model_parts_history') }} as history
    inner join current_versions
        on history.model_name = current_versions.model_name and history.model_version = current_versions.model_version
    where history.model_name = 'churn' and history.part = 'term'

)

select registry.model_name
from {{ ref('model_registry') }} as registry
left join current_versions on registry.model_name = current_versions.model_name
where
    registry.status = 'fitted'
    and (
        current_versions.model_version is null
        or not registry.as_of_date between current_versions.first_as_of_date and current_versions.last_as_of_date
    )
union all
select 'churn' as model_name
from churn_terms
cross join kept_terms
where churn_terms.n_terms <> kept_terms.n_terms or churn_terms.weights <> kept_terms.weights
