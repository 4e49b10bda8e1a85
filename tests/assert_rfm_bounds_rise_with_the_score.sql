-- A bound that is easier than that of a lower score would leave the lower one to nobody.
with bounds as (

    select
        *,
        lag(bound) over (partition by measure order by score) as bound_below
    from {{ ref('rfm_thresholds') }}

)

select * from bounds
where case when measure = 'recency' then bound > bound_below else bound < bound_below end
