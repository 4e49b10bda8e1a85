{#- Whom to look at first: the customers that carry most of what is at risk, by the limit of the first ABC class, with reasons,
    what changed, and how they may be contacted. Whoever may not be contacted stays in the list, with the reason: other ways to
    keep a customer need no message. -#}
{%- set channels = ['email', 'sms', 'phone', 'post'] -%}

with customers as (

    select * from {{ ref('customer_360') }}
    where churn_status = 'scored' and amount_at_risk > 0

),

first_class as (

    select max_better_rate from {{ ref('abc_classes') }}
    where class_order = 1

),

ranked as (

    select
        *,
        rank() over (order by amount_at_risk desc) as watch_rank,
        sum(amount_at_risk) over (order by amount_at_risk desc)
        - sum(amount_at_risk) over (partition by amount_at_risk) as better_amount,
        sum(amount_at_risk) over () as total_amount
    from customers

),

reasons as (

    select * from {{ ref('int_churn_top_causes') }}

),

changes as (

    select * from {{ ref('churn_changes') }}

),

reached as (

    select
        ranked.*,
        nullif(
            concat_ws(
                '; '
                {%- for channel in channels %}, case when ranked.is_contactable_by_{{ channel }} then '{{ channel }}' end
                {%- endfor %}
            ), ''
        ) as contact_channels,
        {% for channel in channels %}
            coalesce(ranked.{{ channel }}_consent = 'granted', false) {{ 'or ' if not loop.last }}
        {%- endfor %}
            as has_consent
    from ranked
    inner join first_class
        on
            cast(ranked.better_amount as decimal(22, 4))
            < first_class.max_better_rate * cast(ranked.total_amount as decimal(22, 4))

),

final as (

    select
        reached.customer_id,
        reached.as_of_date,
        cast(reached.watch_rank as int) as watch_rank,
        reached.churn_risk_band as risk_band,
        reached.churn_probability,
        reached.amount_at_risk,
        {% for rank in [1, 2, 3] %}
            reasons.cause_{{ rank }},
            reasons.cause_{{ rank }}_text,
            reasons.cause_{{ rank }}_contribution,
        {% endfor %}
        reached.contact_channels,
        case
            when reached.contact_channels is not null then null
            when reached.has_blocking_request then 'privacy_request'
            when reached.is_contactable_by_email is null then 'consents_not_given'
            when not reached.has_consent then 'no_consent'
            else 'no_address'
        end as no_contact_reason,
        changes.previous_date,
        changes.is_comparable,
        changes.previous_churn_probability,
        changes.churn_probability_change,
        changes.moved_cause,
        changes.moved_cause_change,
        changes.previous_lifecycle_stage,
        reached.lifecycle_stage,
        changes.previous_rfm_segment,
        reached.rfm_segment,
        reached.churn_model_version as model_version
    from reached
    left join reasons on reached.customer_id = reasons.customer_id
    left join changes on reached.customer_id = changes.customer_id

)

select * from final
