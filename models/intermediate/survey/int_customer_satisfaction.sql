{#- The latest answer of each kind counts, of those that count in satisfaction_scores. -#}

with answers as (

    select * from {{ ref('int_survey_answers') }}
    where is_answered and customer_id is not null

),

measured as (

    select
        *,
        row_number() over (
            partition by customer_id, survey_type
            order by responded_at desc nulls last, response_id asc
        ) as place
    from answers
    where points is not null

),

latest as (

    select
        customer_id,
        max(case when survey_type = 'nps' then points end) as nps_score,
        max(case
            when survey_type = 'nps' and is_favourable then 'promoter'
            when survey_type = 'nps' and is_unfavourable then 'detractor'
            when survey_type = 'nps' then 'passive'
        end) as nps_class,
        max(case when survey_type = 'nps' then responded_date end) as nps_date,
        max(case when survey_type = 'csat' then points end) as csat_score,
        bool_or(case when survey_type = 'csat' then is_favourable end) as is_csat_satisfied,
        max(case when survey_type = 'csat' then responded_date end) as csat_date,
        max(case when survey_type = 'ces' then score end) as ces_score,
        max(case when survey_type = 'ces' then scale_max end) as ces_scale_max,
        max(case when survey_type = 'ces' then responded_date end) as ces_date
    from measured
    where place = 1
    group by customer_id

),

counted as (

    select
        customer_id,
        count(*) as n_survey_responses,
        max(responded_date) as last_response_date
    from answers
    group by customer_id

),

final as (

    select
        counted.*,
        latest.nps_score,
        latest.nps_class,
        latest.nps_date,
        latest.csat_score,
        latest.is_csat_satisfied,
        latest.csat_date,
        latest.ces_score,
        latest.ces_scale_max,
        latest.ces_date
    from counted
    left join latest on counted.customer_id = latest.customer_id

)

select * from final
