-- Answers with what is known of who gave them and which order they are about.
with
slices as (
    select s.response_id, s.slice_kind, s.slice_value, a.* exclude (response_id)
    from intermediate.int_survey_answer_slices as s join intermediate.int_survey_answers as a using (response_id)
    where a.survey_type = 'nps' and s.slice_kind in ('customer_type', 'order_channel', 'survey_channel', 'segment')
),
latest as (
    select * from slices where points is not null
    qualify row_number() over (
        partition by slice_kind, slice_value, coalesce(customer_id, response_id) order by responded_at desc, response_id
    ) = 1
),
counted as (
    select slice_kind, slice_value, count(*) as n, avg(if(points >= 9, 1.0, 0)) as p, avg(if(points <= 6, 1.0, 0)) as q
    from latest group by all
),
wilson as (
    select
        *, 1.959963984540054 as z, coalesce(sqrt(p * q / nullif((1 - p) * (1 - q), 0)), 0) as rho,
        (p + z * z / 2 / n) / (1 + z * z / n) as pc, z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n) as pr,
        (q + z * z / 2 / n) / (1 + z * z / n) as qc, z * sqrt(q * (1 - q) / n + z * z / 4 / n / n) / (1 + z * z / n) as qr
    from counted
),
-- In the segment of the month-end before the invitation, not before the answer.
invited as (
    select
        slice_kind,
        case
            when slice_kind <> 'segment' then slice_value when slices.customer_id is null then 'unknown'
            else coalesce(segment, 'none')
        end as slice_value,
        avg(if(is_answered, 1.0, 0)) as response_rate
    from slices left join rfm_scores_monthly as scores
        on slices.customer_id = scores.customer_id and scores.snapshot_date = date_trunc('month', invited_date) - interval 1 day
    where invited_date is not null group by all
)
select
    slice_kind, slice_value, n as n_answers, 100 * (p - q) as nps,
    100 * (p - q - sqrt((p - pc + pr) ** 2 + (qc + qr - q) ** 2 + 2 * rho * (p - pc + pr) * (qc + qr - q))) as nps_lower,
    100 * (p - q + sqrt((pc + pr - p) ** 2 + (q - qc + qr) ** 2 + 2 * rho * (pc + pr - p) * (q - qc + qr))) as nps_upper,
    response_rate
from wilson left join invited using (slice_kind, slice_value)
qualify row_number() over (partition by slice_kind order by n desc, slice_value) <= 12
order by slice_kind, slice_value
