-- The index summed over its bins; by chance it is about as large as its degrees of freedom times both variances.
with
summed as (
    select
        model_name,
        feature,
        sum((customer_rate - training_rate) * ln(customer_rate / training_rate)) as psi,
        (count(*) - 1) * (1 / sum(n_customers) + 1 / sum(n_training_rows)) as psi_by_chance
    from drift_bins where is_as_of and feature <> 'churn_probability'
    group by all
)
select model_name, feature, psi, psi_by_chance, if(psi - psi_by_chance >= 0.25, 'large', 'moderate') as verdict
from summed
where psi - psi_by_chance >= 0.1
order by model_name, psi desc
