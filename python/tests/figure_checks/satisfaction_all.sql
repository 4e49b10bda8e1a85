-- The latest answer of each person to each question.
with
answers as (
    select * from intermediate.int_survey_answers where points is not null and survey_type <> 'servqual'
    qualify row_number() over (
        partition by survey_type, coalesce(customer_id, response_id) order by responded_at desc, response_id
    ) = 1
),
counted as (
    select
        survey_type, score_kind, count(*) as n, avg(points) as m, stddev_samp(points) as s,
        avg(if(points >= favourable_from, 1.0, 0)) as p,
        avg(if(points <= unfavourable_to, 1.0, 0)) as q
    from answers join config.survey_scales using (survey_type) group by all
),
wilson as (
    select
        *, 1.959963984540054 as z, sqrt(p * q / ((1 - p) * (1 - q))) as rho,
        (p + z * z / 2 / n) / (1 + z * z / n) as pc, z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n) as pr,
        (q + z * z / 2 / n) / (1 + z * z / n) as qc, z * sqrt(q * (1 - q) / n + z * z / 4 / n / n) / (1 + z * z / n) as qr
    from counted
)
select
    survey_type, score_kind, n as n_answers,
    case score_kind when 'net_share' then 100 * (p - q) when 'mean' then m else p end as score,
    case score_kind
        when 'net_share'
            then 100 * (p - q - sqrt((p - pc + pr) ** 2 + (qc + qr - q) ** 2 + 2 * rho * (p - pc + pr) * (qc + qr - q)))
        when 'mean' then m - z * s / sqrt(n) else pc - pr
    end as score_lower,
    case score_kind
        when 'net_share'
            then 100 * (p - q + sqrt((pc + pr - p) ** 2 + (q - qc + qr) ** 2 + 2 * rho * (pc + pr - p) * (q - qc + qr)))
        when 'mean' then m + z * s / sqrt(n) else pc + pr
    end as score_upper,
    (
        select avg(if(a.is_answered, 1.0, 0)) from intermediate.int_survey_answers as a
        where a.survey_type = wilson.survey_type and a.invited_date is not null
    ) as response_rate
from wilson
order by survey_type
