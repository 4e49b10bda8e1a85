{#- Everybody without an order on the as-of day. Equal probabilities have equal ranks and deciles. -#}

with prospects as (

    select * from {{ ref('int_prospects') }}
    where first_order_date is null

),

as_of as (

    select * from {{ ref('as_of') }}

),

predictions as (

    select
        *,
        rank() over (partition by status order by conversion_probability desc) as probability_rank,
        count(*) over (partition by status) as n_of_status
    from {{ ref('prospect_predictions') }}

),

rights as (

    select * from {{ ref('int_customer_contact_rights') }}

),

final as (

    select
        prospects.customer_id,
        as_of.as_of_date,
        prospects.known_date,
        prospects.registered_date,
        prospects.registration_source,
        coalesce(predictions.status, 'not_enough_data') as status,
        case when predictions.customer_id is null then 'day_known_is_missing' else predictions.reason_code end as reason_code,
        predictions.conversion_probability,
        case when predictions.status = 'scored' then cast(predictions.probability_rank as int) end as conversion_rank,
        case
            when predictions.status = 'scored'
                then cast(1 + floor(cast(10 as double) * (predictions.probability_rank - 1) / predictions.n_of_status) as int)
        end as conversion_decile,
        {% for rank in [1, 2, 3] %}
            predictions.reason_{{ rank }},
            predictions.reason_{{ rank }}_text,
            predictions.reason_{{ rank }}_contribution,
        {% endfor %}
        rights.is_contactable_by_email,
        rights.is_contactable_by_sms,
        rights.is_contactable_by_phone,
        rights.is_contactable_by_post,
        predictions.model_version
    from prospects
    cross join as_of
    left join predictions on prospects.customer_id = predictions.customer_id
    left join rights on prospects.customer_id = rights.customer_id

)

select * from final
