{#- From when on a kind of survey is known to have been held: what lies before its first answer or invitation is no period without
    answers. -#}

with answers as (

    select * from {{ ref('int_survey_answers') }}

),

final as (

    select
        survey_type,
        least(
            coalesce(min(invited_date), min(responded_date)),
            coalesce(min(responded_date), min(invited_date))
        ) as first_date
    from answers
    group by survey_type

)

select * from final
