-- Units that each product sells and takes back are those of its lines, in each quarter and in all; complaints and ratings of all
-- products are those of the facts, in both kinds of period.
with periods as (
    {{ period_kinds(['quarter', 'all']) }}

),

items as (

    select
        periods.period_kind,
        {{ period_start('periods.period_kind', 'lines.ordered_date') }} as period_start_date,
        lines.product_id,
        sum(case when lines.is_refund then 0 else lines.quantity end) as units_sold,
        sum(case when lines.is_refund then abs(lines.quantity) else 0 end) as units_returned
    from {{ ref('int_order_lines') }} as lines
    left join {{ ref('int_voucher_payments') }} as payments on lines.order_item_id = payments.order_item_id
    cross join periods
    where lines.is_product and payments.order_item_id is null
    group by
        periods.period_kind, {{ period_start('periods.period_kind', 'lines.ordered_date') }}, lines.product_id

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

wrong_units as (

    select
        coalesce(items.period_kind, feedback.period_kind) as period_kind,
        coalesce(items.period_start_date, feedback.period_start_date) as period_start_date,
        coalesce(items.product_id, feedback.product_id) as product_id
    from items
    full outer join {{ ref('product_feedback') }} as feedback
        on
            items.period_kind = feedback.period_kind
            and items.period_start_date = feedback.period_start_date
            and items.product_id = feedback.product_id
    where
        coalesce(feedback.units_sold, 0) <> coalesce(items.units_sold, 0)
        or coalesce(feedback.units_returned, 0) <> {{ 'coalesce(items.units_returned, 0)' if gives(return_columns()) else 0 }}

),

found as (

    select
        periods.period_kind,
        sum(feedback.n_complaints) as n_complaints,
        sum(case when feedback.period_kind = 'all' then feedback.n_ratings end) as n_ratings
    from periods
    left join {{ ref('product_feedback') }} as feedback on periods.period_kind = feedback.period_kind
    group by periods.period_kind

)

select * from wrong_units
union all
select
    found.period_kind,
    cast(null as date) as period_start_date,
    cast(null as {{ dbt.type_string() }}) as product_id
from found
cross join complaints
cross join ratings
where
    coalesce(found.n_complaints, 0) < complaints.n_complaints
    or (found.period_kind = 'all' and coalesce(found.n_ratings, 0) <> ratings.n_ratings)
