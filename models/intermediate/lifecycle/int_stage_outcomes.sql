{#- What became of each month's customers, counted by everything a slice is formed of at once: the history is read a single time,
    and the few sums can then go into every slice. -#}
{%- set is_acquired = "history.previous_stage in ('prospect', 'unknown')" -%}
{%- set was_engaged = "history.previous_stage in ('new', 'active', 'reactivated')" -%}
{%- set was_current = "history.previous_stage in ('new', 'active', 'reactivated', 'at_risk')" -%}
{%- set has_ordered = 'history.recency_days < ' ~ days_between('history.previous_date', 'history.snapshot_date') -%}

with history as (

    select * from {{ ref('int_stage_history') }}
    where stage <> 'prospect'

),

acquisition as (

    select * from {{ ref('int_customer_acquisition') }}

),

second_days as (

    select
        customer_id,
        min(ordered_date) as second_date
    from {{ ref('int_customer_days') }}
    where is_order_day and gap_days is not null
    group by customer_id

),

origins as (

    select
        acquisition.*,
        coalesce(
            {{ days_between('acquisition.first_order_date', 'second_days.second_date') }} <= {{ var('activation_days') }}, false
        ) as is_activated
    from acquisition
    left join second_days on acquisition.customer_id = second_days.customer_id

),

final as (

    select
        {% for column, condition in {
            'n_acquired': is_acquired,
            'n_activated': is_acquired ~ ' and origins.is_activated',
            'n_engaged': was_engaged,
            'n_kept': was_engaged ~ " and history.stage in ('new', 'active', 'reactivated')",
            'n_current': was_current,
            'n_lapsed': was_current ~ " and history.stage = 'lapsed'",
            'n_lapsed_before': "history.previous_stage = 'lapsed'",
            'n_won_back': "history.previous_stage = 'lapsed' and " ~ has_ordered,
        }.items() %}
            cast(count(case when {{ condition }} then 1 end) as bigint) as {{ column }},
        {% endfor %}
        history.snapshot_date,
        origins.first_channel,
        origins.first_region,
        origins.first_category,
        origins.acquisition_campaign_id,
        origins.customer_type
    from history
    inner join origins on history.customer_id = origins.customer_id
    group by
        history.snapshot_date, origins.first_channel, origins.first_region, origins.first_category,
        origins.acquisition_campaign_id, origins.customer_type

)

select * from final
