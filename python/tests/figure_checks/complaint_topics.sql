-- Complaints one by one, of the twelve months up to the as-of day's, where that is a month's last.
select
    topic, count(*) as n_complaints, count(*) filter (polarity < 0) as n_negative
from intermediate.int_complaint_topics, intermediate.as_of
where complained_date <= as_of_date and complained_date > last_day(as_of_date - interval 12 month)
group by topic
qualify row_number() over (order by n_complaints desc, topic) <= 12
order by topic
