-- Every row of a person's doings is in the measures of one customer, or of nobody that is known.
with customer_360 as (

    select * from {{ ref('customer_360') }}

),

coverage as (

    select * from {{ ref('customer_coverage') }}

),

measured as (

    {% for source, measure in {
        'service_tickets': 'n_tickets', 'survey_responses': 'n_survey_responses', 'campaign_touches': 'n_touches + n_holdouts',
        'privacy_requests': 'n_privacy_requests', 'loyalty_members': 'n_loyalty_cards',
        'loyalty_transactions': 'n_loyalty_transactions', 'web_events': 'n_web_events',
    }.items() %}
        select
            '{{ source }}' as source_name,
            coalesce(sum({{ measure }}), 0) as n_measured
        from customer_360
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

kept as (

    {% for source in [
        'service_tickets', 'survey_responses', 'campaign_touches', 'privacy_requests', 'loyalty_members', 'loyalty_transactions',
        'web_events', 'consents',
    ] %}
        select
            '{{ source }}' as source_name,
            count(*) as n_kept
        from {{ ref('int_' ~ source ~ '_judged') }}
        where row_outcome = 'kept' {{ 'and score is not null' if source == 'survey_responses' }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

points as (

    select sum(transactions.points) as points
    from {{ ref('int_loyalty_transactions_judged') }} as transactions
    inner join {{ ref('int_customer_ids') }} as customer_ids
        on {{ dbt.concat(["'loyalty_members:'", 'transactions.loyalty_member_id']) }} = customer_ids.record_id
    where transactions.row_outcome = 'kept'

)

select
    kept.source_name,
    cast(kept.n_kept as bigint) as expected,
    cast(coalesce(coverage.n_rows, 0) as bigint) as found
from kept
left join coverage on kept.source_name = coverage.source_name
where kept.n_kept <> coalesce(coverage.n_rows, 0)
union all
select
    measured.source_name,
    cast(coalesce(coverage.n_customer_rows, 0) as bigint) as expected,
    cast(measured.n_measured as bigint) as found
from measured
left join coverage on measured.source_name = coverage.source_name
where measured.n_measured <> coalesce(coverage.n_customer_rows, 0)
union all
select
    'points' as source_name,
    cast(max(points.points) as bigint) as expected,
    cast(sum(customer_360.points_balance) as bigint) as found
from points
left join customer_360 on true
having coalesce(max(points.points), 0) <> coalesce(sum(customer_360.points_balance), 0)
