-- Without one of these components, which are known of every buyer, those without a card or a survey would have no index.
select count(*) as n_components
from {{ ref('loyalty_weights') }}
where
    component in ('tenure', 'repeat_purchase', 'active_months')
    and dimension = 'behaviour'
    and weight > 0
    and is_sufficient
    and not is_bonus
having count(*) = 0
