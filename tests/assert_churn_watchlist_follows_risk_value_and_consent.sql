-- The list holds every customer before whom less than the limit of the first ABC class is at risk, and nobody else. A channel
-- stands in it exactly where the latest consent was given, there is an address or number, and no request forbids it; who has none
-- has a reason.
with at_risk as (

    select
        customers.customer_id,
        customers.amount_at_risk
    from {{ ref('customer_360') }} as customers
    inner join {{ ref('churn_predictions') }} as predictions
        on customers.customer_id = predictions.customer_id and predictions.status = 'scored'
    where customers.amount_at_risk > 0

),

total as (

    select sum(amount_at_risk) as amount from at_risk

),

amounts as (

    select distinct amount_at_risk from at_risk

),

before as (

    select
        amounts.amount_at_risk,
        coalesce(sum(at_risk.amount_at_risk), 0) as amount
    from amounts
    left join at_risk on amounts.amount_at_risk < at_risk.amount_at_risk
    group by amounts.amount_at_risk

),

expected as (

    select at_risk.*
    from at_risk
    cross join total
    inner join before on at_risk.amount_at_risk = before.amount_at_risk
    inner join {{ ref('abc_classes') }} as classes
        on
            classes.class_order = 1
            and cast(before.amount as decimal(22, 4)) < classes.max_better_rate * cast(total.amount as decimal(22, 4))

),

rights as (

    select
        rights.*,
        profiles.has_email,
        profiles.has_phone,
        profiles.has_postal_address
    from {{ ref('int_customer_contact_rights') }} as rights
    inner join {{ ref('int_customer_profiles') }} as profiles on rights.customer_id = profiles.customer_id

)

select
    expected.customer_id,
    watchlist.customer_id as listed_customer_id
from expected
full outer join {{ ref('churn_watchlist') }} as watchlist on expected.customer_id = watchlist.customer_id
left join rights on watchlist.customer_id = rights.customer_id
where
    expected.customer_id is null
    or watchlist.customer_id is null
    or watchlist.amount_at_risk <> expected.amount_at_risk
    or (watchlist.contact_channels is null) <> (watchlist.no_contact_reason is not null)
    {% for channel, address in {
        'email': 'has_email', 'sms': 'has_phone', 'phone': 'has_phone', 'post': 'has_postal_address',
    }.items() %}
        or coalesce(watchlist.contact_channels like '%{{ channel }}%', false) <> coalesce(
            rights.{{ channel }}_consent = 'granted'
            and rights.{{ address }}
            and not coalesce(rights.has_blocking_request, false),
            false
        )
    {% endfor %}
