select model_name, feature, psi, psi_by_chance, verdict
from feature_drift
where is_as_of and not is_small and verdict <> 'stable'
qualify row_number() over (partition by model_name order by psi desc, feature asc) <= 10
order by model_name asc, psi desc, feature asc
