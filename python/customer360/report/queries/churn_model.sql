select status, reason_code, algorithm, n_training_rows, trained_from as trained_from_date, trained_to as trained_to_date
from model_registry
where model_name = 'churn'
