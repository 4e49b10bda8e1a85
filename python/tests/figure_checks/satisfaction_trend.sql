-- Answers as they were given: the latest of each person in each quarter.
with
answers as (
    select
        *,
        date_trunc('quarter', responded_date) as quarter,
        points >= case survey_type when 'nps' then 9 when 'csat' then 4 end as is_for,
        points <= case survey_type when 'nps' then 6 when 'csat' then 2 end as is_against
    from intermediate.int_survey_answers
    where survey_type in ('nps', 'csat', 'ces') and points is not null
),
latest as (
    select * from answers
    qualify row_number() over (
        partition by survey_type, quarter, coalesce(customer_id, response_id) order by responded_at desc, response_id
    ) = 1
),
counted as (
    select
        survey_type, quarter, count(*) as n, avg(points) as m, stddev_samp(points) as s, avg(if(is_for, 1.0, 0)) as p,
        avg(if(is_against, 1.0, 0)) as q
    from latest group by all
),
invited as (
    select
        survey_type, date_trunc('quarter', invited_date) as quarter, count(*) as n_invited,
        avg(if(is_answered, 1.0, 0)) as response_rate
    from intermediate.int_survey_answers where invited_date is not null group by all
),
wilson as (
    select
        *, 1.959963984540054 as z, (p + z * z / 2 / n) / (1 + z * z / n) as pc,
        z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n) as pr,
        (q + z * z / 2 / n) / (1 + z * z / n) as qc, z * sqrt(q * (1 - q) / n + z * z / 4 / n / n) / (1 + z * z / n) as qr,
        sqrt(p * q / ((1 - p) * (1 - q))) as rho
    from counted
)
select
    survey_type,
    cast(quarter as date) as period_start_date,
    n as n_answers,
    if(survey_type = 'nps', 100 * (p - q), null) as nps,
    if(survey_type = 'nps',
        100 * (p - q - sqrt((p - pc + pr) ** 2 + (qc + qr - q) ** 2 + 2 * rho * (p - pc + pr) * (qc + qr - q))), null) as nps_lower,
    if(survey_type = 'nps',
        100 * (p - q + sqrt((pc + pr - p) ** 2 + (q - qc + qr) ** 2 + 2 * rho * (pc + pr - p) * (q - qc + qr))), null) as nps_upper,
    if(survey_type = 'csat', p, null) as csat_rate,
    if(survey_type = 'csat', greatest(0, pc - pr), null) as csat_rate_lower,
    if(survey_type = 'csat', least(1, pc + pr), null) as csat_rate_upper,
    if(survey_type = 'ces', m, null) as ces_points,
    if(survey_type = 'ces', m - z * s / sqrt(n), null) as ces_points_lower,
    if(survey_type = 'ces', m + z * s / sqrt(n), null) as ces_points_upper,
    n_invited,
    response_rate
from wilson left join invited using (survey_type, quarter)
where quarter + interval 3 month <= (select as_of_date + interval 1 day from intermediate.as_of)
and quarter >= (
    select min(coalesce(least(responded_date, invited_date), responded_date, invited_date)) from intermediate.int_survey_answers as first
    where first.survey_type = wilson.survey_type
)
qualify row_number() over (partition by survey_type order by quarter desc) <= 12
order by survey_type, quarter
