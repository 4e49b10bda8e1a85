{#- The latest answer of each kind counts, where it is on the scale that its measure is defined on. -#}

with responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and score is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

owned as (

    select
        responses.*,
        customer_ids.customer_id as response_customer_id
    from responses
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
        scale_max,
        responded_at,
        responded_date,
        row_number() over (
            partition by response_customer_id, survey_type
            order by responded_at desc nulls last, response_id asc
        ) as place
    from owned
    where
        (survey_type = 'nps' and score between 0 and 10 and coalesce(scale_max, 10) = 10)
        or (survey_type = 'csat' and score between 1 and 5 and coalesce(scale_max, 5) = 5)
        or (survey_type = 'ces' and score >= 1 and score <= scale_max)

),

latest as (

    select
        response_customer_id as customer_id,
        max(case when survey_type = 'nps' then score end) as nps_score,
        max(case when survey_type = 'nps' then responded_date end) as nps_date,
        max(case when survey_type = 'csat' then score end) as csat_score,
        max(case when survey_type = 'csat' then responded_date end) as csat_date,
        max(case when survey_type = 'ces' then score end) as ces_score,
        max(case when survey_type = 'ces' then scale_max end) as ces_scale_max,
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
        case
            when latest.nps_score >= 9 then 'promoter'
            when latest.nps_score >= 7 then 'passive'
            when latest.nps_score >= 0 then 'detractor'
        end as nps_class,
        latest.nps_date,
        latest.csat_score,
        latest.csat_score >= 4 as is_csat_satisfied,
        latest.csat_date,
        latest.ces_score,
        latest.ces_scale_max,
        latest.ces_date
    from answers
    left join latest on answers.customer_id = latest.customer_id

)

select * from final
