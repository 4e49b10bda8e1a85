{#- When channels were opened to marketing and closed again, so that the sum up to a day is the number of channels open then. A
    consent that names no channel is of all, and of two at the same time the withdrawal counts. -#}

with consents as (

    select * from {{ ref('int_consents_judged') }}
    where row_outcome = 'kept' and is_of_marketing and changed_at is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

prospects as (

    select * from {{ ref('int_prospects') }}

),

owned as (

    select
        customer_ids.customer_id,
        consents.consent_id,
        consents.channel,
        consents.status = 'granted' as is_granted,
        consents.changed_at
    from consents
    inner join customer_ids
        on {{ contact_record_id("'consents'", 'consents.customer_id', email='consents.email') }} = customer_ids.record_id
    inner join prospects on customer_ids.customer_id = prospects.customer_id

),

by_channel as (

    {% for channel in ['email', 'sms', 'phone', 'post'] %}
        select
            customer_id,
            consent_id,
            '{{ channel }}' as channel,
            is_granted,
            changed_at
        from owned
        where coalesce(channel, '{{ channel }}') = '{{ channel }}'
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

followed as (

    select
        *,
        lag(is_granted) over (
            partition by customer_id, channel
            order by changed_at asc, case when is_granted then 1 else 2 end asc, consent_id asc
        ) as was_granted
    from by_channel

),

final as (

    select
        customer_id,
        {{ business_date('changed_at') }} as changed_date,
        cast(sum(case when is_granted then 1 else -1 end) as bigint) as n_channels_opened
    from followed
    where is_granted <> coalesce(was_granted, false)
    group by customer_id, {{ business_date('changed_at') }}

)

select * from final
