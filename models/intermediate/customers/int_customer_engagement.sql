{#- What each known customer did beside buying. Counts are 0 where an input has no row of the customer, and NULL where the
    company does not give the input, or no column that tells or that says whose a row is. Nothing is told of the guest
    customer, who is many people. -#}
{%- set parts = {
    'loyalty': (['loyalty_members'],
        ['n_loyalty_cards'],
        ['loyalty_tier', 'loyalty_status', 'loyalty_since_date', 'last_loyalty_date']),
    'points': (['loyalty_transactions'],
        ['n_loyalty_transactions', 'points_balance', 'points_earned', 'points_redeemed'], []),
    'loyalty_index': ([], [], ['loyalty_index', 'loyalty_quadrant']),
    'service': (['service_tickets'],
        ['n_tickets', 'n_tickets_365d', 'n_open_tickets', 'n_complaints', 'n_complaints_365d', 'n_reopened_tickets'],
        ['mean_first_response_hours', 'mean_resolution_hours', 'mean_ticket_satisfaction', 'last_ticket_date']),
    'satisfaction': (['survey_responses'],
        ['n_survey_responses'],
        ['last_response_date', 'nps_score', 'nps_class', 'nps_date', 'csat_score', 'is_csat_satisfied', 'csat_date',
            'ces_score', 'ces_scale_max', 'ces_date']),
    'web': (['web_events'],
        ['n_web_events', 'n_stitched_web_events', 'n_web_visits', 'n_web_visits_30d', 'n_web_visits_365d', 'n_web_views_30d',
            'n_web_views_365d', 'n_web_carts_365d'],
        ['first_web_visit_date', 'last_web_visit_date']),
    'marketing': (['campaign_touches'],
        ['n_touches', 'n_holdouts', 'n_touches_opened', 'n_touches_clicked', 'n_touches_converted'],
        ['last_touch_date']),
} -%}
{%- set rests_on = {
    'n_complaints': complaint_columns(),
    'n_complaints_365d': complaint_columns(),
    'n_reopened_tickets': [('service_tickets', 'reopened_count')],
    'n_touches_opened': [('campaign_touches', 'opened_at')],
    'n_touches_clicked': [('campaign_touches', 'clicked_at')],
    'n_touches_converted': [('campaign_touches', 'converted_at')],
} -%}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where not is_guest

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

loyalty_index as (

    select * from {{ ref('loyalty_index') }}

),

service as (

    select * from {{ ref('int_customer_service') }}

),

satisfaction as (

    select * from {{ ref('int_customer_satisfaction') }}

),

web as (

    select * from {{ ref('int_customer_web') }}

),

marketing as (

    select * from {{ ref('int_customer_marketing') }}

),

final as (

    select
        profiles.customer_id,
        {%- for part, (inputs, counts, others) in parts.items() %}
            {%- set source = 'loyalty' if part == 'points' else part %}
            {%- set owners = owner_columns(inputs | first) if inputs else [] %}
            {%- set has_owners = not owners or gives(owners) %}
            {%- for column in counts %}
                {%- set is_told = column not in rests_on or gives(rests_on[column]) %}
                {%- set known_inputs = inputs if has_owners else [] %}
                {{ counted(source ~ '.' ~ column, known_inputs) if is_told else 'cast(null as bigint)' }} as {{ column }},
            {%- endfor %}
            {%- for column in others %}
                {{ source }}.{{ column }},
            {%- endfor %}
        {%- endfor %}
        {{ told('loyalty.n_loyalty_cards > 0', 'loyalty_members') }} as is_loyalty_member
    from profiles
    left join loyalty on profiles.customer_id = loyalty.customer_id
    left join loyalty_index on profiles.customer_id = loyalty_index.customer_id
    left join service on profiles.customer_id = service.customer_id
    left join satisfaction on profiles.customer_id = satisfaction.customer_id
    left join web on profiles.customer_id = web.customer_id
    left join marketing on profiles.customer_id = marketing.customer_id

)

select * from final
