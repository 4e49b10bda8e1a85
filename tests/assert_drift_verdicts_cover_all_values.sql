-- The verdicts follow one another without a gap from 0 on, and the last one is open.
with ranges as (

    select
        *,
        lead(min_psi) over (order by min_psi) as next_min_psi,
        min(min_psi) over () as first_psi
    from {{ ref('drift_verdicts') }}

)

select * from ranges
where max_psi is distinct from next_min_psi or first_psi <> 0
