-- What accounts add up to is what their contacts have; whoever is no contact is in none.
{%- set measures = [
    'n_orders', 'net_revenue_amount', 'refund_amount', 'amount_at_risk', 'n_tickets', 'n_web_visits', 'n_touches',
] %}

with contacts as (

    select
        coalesce(contacts.account_id, customer_360.account_id) as account_id,
        count(contacts.customer_id) as n_contacts,
        bool_or(contacts.account_id is distinct from customer_360.account_id) as is_elsewhere
        {%- for measure in measures %},
            sum(customer_360.{{ measure }}) as {{ measure }}
        {%- endfor %}
    from {{ ref('account_contacts') }} as contacts
    full outer join (
        select * from {{ ref('customer_360') }}
        where account_id is not null
    ) as customer_360 on contacts.customer_id = customer_360.customer_id
    group by coalesce(contacts.account_id, customer_360.account_id)

)

select
    contacts.account_id as expected_account_id,
    accounts.account_id
from contacts
full outer join {{ ref('accounts') }} as accounts on contacts.account_id = accounts.account_id
where
    contacts.account_id is null
    or accounts.account_id is null
    or contacts.is_elsewhere
    or contacts.n_contacts <> accounts.n_contacts
    {%- for measure in measures %}
        or contacts.{{ measure }} is distinct from accounts.{{ measure }}
    {%- endfor %}
