-- Every text is there once with the points of the words beside it; every complaint is among those of its month.
with texts as (

    select count(*) as n_texts
    from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept' and description is not null
    union all
    select count(*) as n_texts
    from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and comment is not null and responded_at is not null

),

complaints as (

    select count(*) as n
    from {{ ref('int_service_tickets_judged') }}
    where row_outcome = 'kept' and category = 'complaint'

),

given_texts as (

    select sum(n_texts) as n from texts

),

found_texts as (

    select count(*) as n from {{ ref('feedback_sentiment') }}

),

months as (

    select distinct
        month_date,
        n_all_complaints
    from {{ ref('complaint_topics') }}
    where source_name = 'service_tickets'

),

found_complaints as (

    select coalesce(sum(n_all_complaints), 0) as n from months

)

select
    'texts' as what,
    cast(given.n as bigint) as expected,
    cast(found.n as bigint) as found
from given_texts as given
cross join found_texts as found
where given.n <> found.n
union all
select
    'complaints' as what,
    cast(given.n as bigint) as expected,
    cast(found.n as bigint) as found
from complaints as given
cross join found_complaints as found
where given.n > found.n
union all
select
    feedback_id as what,
    n_matches as expected,
    cast(length(matched_words) - length({{ dbt.replace('matched_words', "' ('", "' '") }}) as bigint) as found
from {{ ref('feedback_sentiment') }}
where n_matches <> coalesce(length(matched_words) - length({{ dbt.replace('matched_words', "' ('", "' '") }}), 0)
