-- Answers as they were given: the latest of each person in each quarter.
with
answers as (
    select *, date_trunc('quarter', responded_date) as quarter
    from intermediate.int_survey_answers
    where survey_type = 'nps' and points is not null
),
latest as (
    select * from answers
    qualify row_number() over (
        partition by quarter, coalesce(customer_id, response_id) order by responded_at desc, response_id desc
    ) = 1
),
counted as (
    select
        quarter, count(*) as n, avg(points) as m, stddev_samp(points) as s, avg(if(points >= 9, 1.0, 0)) as p,
        avg(if(points <= 6, 1.0, 0)) as q
    from latest group by quarter
),
invited as (
    select date_trunc('quarter', invited_date) as quarter, count(*) as n_invited, avg(if(is_answered, 1.0, 0)) as response_rate
    from intermediate.int_survey_answers where survey_type = 'nps' and invited_date is not null group by all
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
    cast(quarter as date) as period_start_date, n as n_answers, 100 * (p - q) as nps,
    100 * (p - q - sqrt((p - pc + pr) ** 2 + (qc + qr - q) ** 2 + 2 * rho * (p - pc + pr) * (qc + qr - q))) as nps_lower,
    100 * (p - q + sqrt((pc + pr - p) ** 2 + (q - qc + qr) ** 2 + 2 * rho * (pc + pr - p) * (q - qc + qr))) as nps_upper,
    n_invited, response_rate
from wilson left join invited using (quarter)
where quarter + interval 3 month <= (select as_of_date + interval 1 day from intermediate.as_of)
qualify row_number() over (order by quarter desc) <= 12
order by quarter
