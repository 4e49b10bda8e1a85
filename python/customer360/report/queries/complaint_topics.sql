-- people: n_complaints
-- hides: n_negative
-- within:
-- people: n_negative
with

latest as (
    select max(month_date) as month_date
    from sales_monthly
    where is_complete
)

select
    complaint_topics.topic,
    sum(complaint_topics.n_complaints) as n_complaints,
    sum(complaint_topics.n_negative) as n_negative
from complaint_topics
inner join latest on complaint_topics.month_date > latest.month_date - interval 12 month
where complaint_topics.is_complete
group by complaint_topics.topic
qualify row_number() over (order by sum(complaint_topics.n_complaints) desc, complaint_topics.topic asc) <= 12
order by complaint_topics.topic
