{#- Everything the prospect model may know of a person at a cutoff: numbers only, never NULL, never later than the cutoff. -#}

with prospect_rows as (

    select * from {{ ref('int_prospect_rows') }}

),

events as (

    select * from {{ ref('int_prospect_event_counts') }}

),

source_lifts as (

    select * from {{ ref('int_prospect_source_lifts') }}

),

consents as (

    select
        prospect_rows.customer_id,
        prospect_rows.snapshot_date,
        sum(consents.n_channels_opened) as n_channels_open
    from prospect_rows
    inner join {{ ref('int_prospect_consents') }} as consents
        on prospect_rows.customer_id = consents.customer_id and prospect_rows.snapshot_date >= consents.changed_date
    group by prospect_rows.customer_id, prospect_rows.snapshot_date

),

measured as (

    select
        prospect_rows.customer_id,
        prospect_rows.snapshot_date,
        prospect_rows.is_as_of,
        prospect_rows.is_converted,
        prospect_rows.record_age_days,
        least(events.days_since_action, prospect_rows.record_age_days) as quiet_days,
        case when prospect_rows.is_registered then 1 else 0 end as is_registered,
        case when prospect_rows.is_business then 1 else 0 end as is_business,
        coalesce(source_lifts.source_lift, 1) as source_lift,
        consents.n_channels_open,
        events.n_web_visits_30d,
        events.n_web_visits_180d,
        events.n_web_carts_180d,
        events.n_touches_180d,
        events.n_touches_opened_180d,
        events.n_touches_clicked_180d,
        events.n_tickets_180d,
        events.n_survey_answers_180d,
        events.n_cancellation_days,
        case when prospect_rows.is_loyalty_member then 1 else 0 end as is_loyalty_member
    from prospect_rows
    left join events
        on prospect_rows.customer_id = events.customer_id and prospect_rows.snapshot_date = events.snapshot_date
    left join consents
        on prospect_rows.customer_id = consents.customer_id and prospect_rows.snapshot_date = consents.snapshot_date
    left join source_lifts
        on
            prospect_rows.registration_source = source_lifts.registration_source
            and prospect_rows.snapshot_date = source_lifts.snapshot_date

),

final as (

    select
        customer_id,
        snapshot_date,
        is_as_of,
        {% for feature in prospect_feature_names() %}
            cast(coalesce({{ feature }}, 0) as double) as {{ feature }},
        {% endfor %}
        is_converted
    from measured

)

select * from final
