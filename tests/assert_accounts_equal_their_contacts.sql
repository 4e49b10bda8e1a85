-- What accounts add up to is what their contacts have; whoever is no contact is in none.
{%- set measures = [
    'n_orders', 'n_orders_365d', 'n_cancellations', 'n_tickets', 'n_open_tickets', 'n_complaints', 'n_survey_responses',
    'n_web_visits', 'n_web_visits_365d', 'n_touches', 'n_touches_opened', 'n_touches_clicked', 'n_touches_converted',
    'sales_amount', 'refund_amount', 'net_revenue_amount', 'order_amount_365d', 'net_revenue_amount_365d',
    'product_revenue_amount', 'costed_revenue_amount', 'discount_amount', 'amount_at_risk', 'points_balance',
] %}

with customers as (

    select * from {{ ref('customer_360') }}
    where account_id is not null

),

sums as (

    select
        coalesce(contacts.account_id, customers.account_id) as account_id,
        {% for measure in measures %}
            sum(customers.{{ measure }}) as {{ measure }},
        {% endfor %}
        count(contacts.customer_id) as n_contacts,
        bool_or(contacts.account_id is distinct from customers.account_id) as is_elsewhere
    from {{ ref('account_contacts') }} as contacts
    full outer join customers on contacts.customer_id = customers.customer_id
    group by coalesce(contacts.account_id, customers.account_id)

)

select
    sums.account_id as expected_account_id,
    accounts.account_id
from sums
full outer join {{ ref('accounts') }} as accounts on sums.account_id = accounts.account_id
where
    sums.account_id is null
    or accounts.account_id is null
    or sums.is_elsewhere
    or sums.n_contacts <> accounts.n_contacts
    {% for measure in measures %}
        or sums.{{ measure }} is distinct from accounts.{{ measure }}
    {% endfor %}
