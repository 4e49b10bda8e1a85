with as_of as (

    select * from {{ ref('as_of') }}

),

topics as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'complained_date') }} as date) as month_date
    from {{ ref('int_complaint_topics') }}

),

first_days as (

    select
        source_name,
        min(complained_date) as first_date
    from topics
    group by source_name

),

complaints as (

    select
        source_name,
        month_date,
        count(distinct feedback_id) as n_all_complaints
    from topics
    group by source_name, month_date

),

counted as (

    select
        month_date,
        source_name,
        topic,
        count(*) as n_complaints,
        count(case when is_from_text then 1 end) as n_topics_from_text,
        count(case when polarity < 0 then 1 end) as n_negative,
        count(case when polarity > 0 then 1 end) as n_positive,
        count(case when polarity is null then 1 end) as n_without_sentiment
    from topics
    group by month_date, source_name, topic

),

final as (

    select
        counted.month_date,
        counted.source_name,
        counted.topic,
        counted.n_complaints,
        complaints.n_all_complaints,
        cast(counted.n_complaints as double) / complaints.n_all_complaints as topic_rate,
        counted.n_topics_from_text,
        counted.n_negative,
        counted.n_positive,
        counted.n_without_sentiment,
        {{ is_complete("'month'", 'counted.month_date', 'as_of.as_of_date', 'first_days.first_date') }} as is_complete,
        {{ is_small('complaints.n_all_complaints') }} as is_small
    from counted
    inner join complaints using (source_name, month_date)
    inner join first_days using (source_name)
    cross join as_of

)

select * from final
