{#- An answer on another scale is moved in proportion onto the scale of its kind, seed survey_scales, where that kind allows
    it. -#}

with responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

scales as (

    select * from {{ ref('survey_scales') }}

),

measured as (

    select
        responses.*,
        scales.lowest,
        scales.highest,
        scales.is_convertible,
        coalesce(responses.scale_max, scales.highest) as own_highest
    from responses
    left join scales on responses.survey_type = scales.survey_type

),

final as (

    select
        measured.response_id,
        customer_ids.customer_id,
        coalesce(customer_ids.customer_id, {{ dbt.concat(["'response '", 'measured.response_id']) }}) as respondent_id,
        measured.product_id,
        measured.order_id,
        measured.survey_type,
        measured.dimension,
        measured.aspect,
        measured.question,
        measured.channel,
        case
            when
                measured.score between measured.lowest and measured.own_highest
                and measured.own_highest > measured.lowest
                and (measured.is_convertible or measured.own_highest = measured.highest)
                then {{ ten_thousandths(
                    '(measured.lowest + cast((measured.score - measured.lowest) * (measured.highest - measured.lowest) as double)'
                    ~ ' / nullif(cast(measured.own_highest - measured.lowest as double), 0)) * 10000'
                ) }}
        end as points,
        measured.score,
        measured.own_highest as scale_max,
        measured.responded_at is not null as is_answered,
        measured.comment is not null as has_comment,
        {{ business_date('measured.invited_at') }} as invited_date,
        measured.responded_at,
        measured.responded_date
    from measured
    left join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'measured.customer_id', email='measured.email') }}
            = customer_ids.record_id

)

select * from final
