{#- The latest answer of each kind counts, where it is on the scale that its measure is defined on: NPS and CSAT on the scale of
    the seed alone, effort on any, which is that of the seed where none is named. -#}

with responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and score is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

scales as (

    select * from {{ ref('survey_scales') }}

),

owned as (

    select
        responses.*,
        customer_ids.customer_id as response_customer_id,
        scales.lowest,
        scales.highest,
        scales.favourable_from,
        scales.unfavourable_to,
        coalesce(responses.scale_max, scales.highest) as own_highest
    from responses
    left join scales on responses.survey_type = scales.survey_type
    inner join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'responses.customer_id', email='responses.email') }}
            = customer_ids.record_id

),

measured as (

    select
        response_id,
        response_customer_id,
        survey_type,
        score,
        own_highest,
        score >= favourable_from as is_favourable,
        score <= unfavourable_to as is_unfavourable,
        responded_at,
        responded_date,
        row_number() over (
            partition by response_customer_id, survey_type
            order by responded_at desc nulls last, response_id asc
        ) as place
    from owned
    where
        survey_type in ('nps', 'csat', 'ces')
        and own_highest > lowest
        and score between lowest and own_highest
        and (survey_type = 'ces' or own_highest = highest)

),

latest as (

    select
        response_customer_id as customer_id,
        max(case when survey_type = 'nps' then score end) as nps_score,
        max(case
            when survey_type = 'nps' and is_favourable then 'promoter'
            when survey_type = 'nps' and is_unfavourable then 'detractor'
            when survey_type = 'nps' then 'passive'
        end) as nps_class,
        max(case when survey_type = 'nps' then responded_date end) as nps_date,
        max(case when survey_type = 'csat' then score end) as csat_score,
        bool_or(case when survey_type = 'csat' then is_favourable end) as is_csat_satisfied,
        max(case when survey_type = 'csat' then responded_date end) as csat_date,
        max(case when survey_type = 'ces' then score end) as ces_score,
        max(case when survey_type = 'ces' then own_highest end) as ces_scale_max,
        max(case when survey_type = 'ces' then responded_date end) as ces_date
    from measured
    where place = 1
    group by response_customer_id

),

answers as (

    select
        response_customer_id as customer_id,
        count(*) as n_survey_responses,
        max(responded_date) as last_response_date
    from owned
    group by response_customer_id

),

final as (

    select
        answers.*,
        latest.nps_score,
        latest.nps_class,
        latest.nps_date,
        latest.csat_score,
        latest.is_csat_satisfied,
        latest.csat_date,
        latest.ces_score,
        latest.ces_scale_max,
        latest.ces_date
    from answers
    left join latest on answers.customer_id = latest.customer_id

)

select * from final
