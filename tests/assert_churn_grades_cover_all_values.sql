-- The ranges of a measure follow one another without a gap, and the last one is open.
with ranges as (

    select
        *,
        lead(min_value) over (partition by measure order by min_value) as next_min_value
    from {{ ref('churn_grades') }}

)

select * from ranges
where max_value is distinct from next_min_value
