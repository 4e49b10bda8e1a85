{#- The latest consent per channel holds, whatever record of the customer gave it; one that names no channel is of all of them,
    and of two at the same time the withdrawal counts. A withdrawal or request from an address that several people share is of
    nobody, and so holds for all of them: better one message too few. -#}
{%- set channels = ['email', 'sms', 'phone', 'post'] -%}

with consents as (

    select * from {{ ref('int_consents_judged') }}
    where row_outcome = 'kept' and is_of_marketing

),

privacy_requests as (

    select * from {{ ref('int_privacy_requests_judged') }}
    where row_outcome = 'kept'

),

request_types as (

    select * from {{ ref('privacy_request_types') }}

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

addresses as (

    select distinct
        identifiers.identifier_value as email,
        customer_ids.customer_id
    from identifiers
    inner join customer_ids on identifiers.record_id = customer_ids.record_id
    where identifiers.identifier_type = 'email'

),

owned_consents as (

    select
        stated.consent_id,
        stated.channel,
        stated.status,
        stated.changed_at,
        coalesce(customer_ids.customer_id, addresses.customer_id) as consent_customer_id
    from consents as stated
    left join customer_ids
        on {{ contact_record_id("'consents'", 'stated.customer_id', email='stated.email') }} = customer_ids.record_id
    left join addresses
        on customer_ids.customer_id is null and stated.status is distinct from 'granted' and stated.email = addresses.email

),

consents_by_channel as (

    {% for channel in channels %}
        select
            consent_customer_id as customer_id,
            '{{ channel }}' as channel,
            status,
            row_number() over (
                partition by consent_customer_id
                order by changed_at desc, case when status = 'granted' then 2 else 1 end asc, consent_id asc
            ) as place
        from owned_consents
        where consent_customer_id is not null and coalesce(channel, '{{ channel }}') = '{{ channel }}'
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

latest as (

    select
        {% for channel in channels %}
            max(case when channel = '{{ channel }}' then status end) as {{ channel }}_consent,
        {% endfor %}
        customer_id
    from consents_by_channel
    where place = 1
    group by customer_id

),

owned_requests as (

    select
        stated.request_type,
        customer_ids.customer_id is not null as is_own,
        coalesce(customer_ids.customer_id, addresses.customer_id) as customer_id
    from privacy_requests as stated
    left join customer_ids
        on
            {{ contact_record_id("'privacy_requests'", 'stated.customer_id', email='stated.email') }}
            = customer_ids.record_id
    left join addresses on customer_ids.customer_id is null and stated.email = addresses.email

),

requests as (

    select
        owned_requests.customer_id,
        count(case when owned_requests.is_own then 1 end) as n_privacy_requests,
        bool_or(coalesce(request_types.is_contact_blocking, true)) as has_blocking_request
    from owned_requests
    left join request_types on owned_requests.request_type = request_types.request_type
    where owned_requests.customer_id is not null
    group by owned_requests.customer_id

),

final as (

    select
        coalesce(latest.customer_id, requests.customer_id) as customer_id,
        {% for channel in channels %}
            latest.{{ channel }}_consent,
        {% endfor %}
        requests.n_privacy_requests,
        requests.has_blocking_request
    from latest
    full outer join requests on latest.customer_id = requests.customer_id

)

select * from final
