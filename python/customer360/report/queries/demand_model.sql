select status, reason_code
from model_registry
where model_name = 'demand'
