{#- A channel may be used where its latest consent was given, no request of the customer forbids it, and there is an address or
    number to use. Consents that do not say whose or whether granted tell nothing. -#}
{%- set requesters = owner_columns('privacy_requests') -%}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where not is_guest

),

contactability as (

    select * from {{ ref('int_customer_contactability') }}

),

known as (

    select
        profiles.customer_id,
        profiles.has_email,
        profiles.has_phone,
        profiles.has_postal_address,
        contactability.email_consent,
        contactability.sms_consent,
        contactability.phone_consent,
        contactability.post_consent,
        {{ noted('coalesce(contactability.n_privacy_requests, 0)', requesters, 'bigint') }} as n_privacy_requests,
        {{ noted('coalesce(contactability.has_blocking_request, false)', requesters, 'boolean') }} as has_blocking_request
    from profiles
    left join contactability on profiles.customer_id = contactability.customer_id

),

final as (

    select
        email_consent,
        sms_consent,
        phone_consent,
        post_consent,
        n_privacy_requests,
        has_blocking_request,
        {% for channel, address in {
            'email': 'has_email', 'sms': 'has_phone', 'phone': 'has_phone', 'post': 'has_postal_address',
        }.items() %}
            {%- set is_contactable = 'coalesce(' ~ channel ~ "_consent = 'granted' and " ~ address
                ~ ' and not coalesce(has_blocking_request, false), false)' %}
            {{ noted(noted(is_contactable, [('consents', 'status')], 'boolean'), owner_columns('consents'), 'boolean') }}
                as is_contactable_by_{{ channel }},
        {% endfor %}
        customer_id
    from known

)

select * from final
