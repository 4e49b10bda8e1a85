-- The entry of the model, and the span of the rows that it was trained on.
select
    status, reason_code, algorithm, n_training_rows,
    (select min(snapshot_date) from churn_training_rows) as trained_from_date, trained_to as trained_to_date
from (from model_registry where model_name = 'churn')
