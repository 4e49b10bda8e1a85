{#- A channel may be used where its latest consent was given, no request of the customer forbids it, and there is an address or
    number to use. -#}

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
        {{ counted('contactability.n_privacy_requests', ['privacy_requests']) }} as n_privacy_requests,
        {{ told('contactability.has_blocking_request', 'privacy_requests') }} as has_blocking_request
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
            {{ told(
                channel ~ "_consent = 'granted' and " ~ address ~ ' and not coalesce(has_blocking_request, false)', 'consents'
            ) }} as is_contactable_by_{{ channel }},
        {% endfor %}
        customer_id
    from known

)

select * from final
