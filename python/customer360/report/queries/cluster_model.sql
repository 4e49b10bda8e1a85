select status, reason_code, algorithm, n_training_rows
from model_registry
where model_name = 'clusters'
