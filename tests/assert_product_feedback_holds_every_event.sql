-- Units, returns, complaints and ratings of all products are those of the facts, in both kinds of period.
with items as (

    select
        sum(case when is_refund then 0 else quantity end) as units_sold,
        sum(case when is_refund then abs(quantity) else 0 end) as units_returned
    from {{ ref('int_order_lines') }}
    where is_product

),

complaints as (

    select count(*) as n_complaints
    from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept' and category = 'complaint' and product_id is not null

),

raters as (

    select distinct
        answers.product_id,
        coalesce(customer_ids.customer_id, answers.response_id) as rater_id
    from {{ ref('int_survey_responses_judged') }} as answers
    left join {{ ref('int_customer_ids') }} as customer_ids
        on {{ contact_record_id("'survey_responses'", 'answers.customer_id', email='answers.email') }} = customer_ids.record_id
    where
        answers.row_outcome = 'kept' and answers.survey_type = 'csat' and answers.product_id is not null
        and answers.score >= case when coalesce(answers.scale_max, 5) = 5 then 1 else 0 end
        and answers.score <= coalesce(answers.scale_max, 5)
        and coalesce(answers.scale_max, 5) > 0

),

ratings as (

    select count(*) as n_ratings from raters

),

expected as (

    select
        items.*,
        complaints.n_complaints,
        ratings.n_ratings
    from items
    cross join complaints
    cross join ratings

),

periods as (
    {{ period_kinds(['quarter', 'all']) }}

),

found as (

    select
        periods.period_kind,
        sum(feedback.units_sold) as units_sold,
        sum(feedback.units_returned) as units_returned,
        sum(feedback.n_complaints) as n_complaints,
        sum(case when feedback.period_kind = 'all' then feedback.n_ratings end) as n_ratings
    from periods
    left join {{ ref('product_feedback') }} as feedback on periods.period_kind = feedback.period_kind
    group by periods.period_kind

)

select
    found.*,
    expected.units_sold as expected_units
from found
cross join expected
where
    coalesce(found.units_sold, 0) <> coalesce(expected.units_sold, 0)
    or coalesce(found.units_returned, 0) <> {{ 'coalesce(expected.units_returned, 0)' if gives(return_columns()) else 0 }}
    or coalesce(found.n_complaints, 0) < expected.n_complaints
    or (found.period_kind = 'all' and coalesce(found.n_ratings, 0) <> expected.n_ratings)
