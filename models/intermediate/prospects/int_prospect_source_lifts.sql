{#- How much more often than all others people of a registration source converted, by outcomes known at the cutoff: converted /
    expected at the rate of all, each with 5 conversions more, which draws small sources to 1 (the mean of a gamma prior of shape
    and rate 5 for the rate of a Poisson count). Of outcomes at month-ends alone: other cutoffs move with the as-of day. -#}

with labelled as (

    select
        registration_source,
        snapshot_date,
        count(*) as n_prospects,
        sum(is_converted) as n_converted
    from {{ ref('int_prospect_rows') }}
    where is_month_end and not is_as_of
    group by registration_source, snapshot_date

),

cutoffs as (

    select distinct snapshot_date from {{ ref('int_prospect_rows') }}

),

known as (

    select
        labelled.registration_source,
        cutoffs.snapshot_date,
        cast(sum(labelled.n_prospects) as double) as n_prospects,
        cast(sum(labelled.n_converted) as double) as n_converted
    from cutoffs
    inner join labelled
        on labelled.snapshot_date <= {{ days_before('cutoffs.snapshot_date', var('prospect_horizon_days')) }}
    group by labelled.registration_source, cutoffs.snapshot_date

),

compared as (

    select
        *,
        sum(cast(n_prospects as bigint)) over (partition by snapshot_date) as n_all_prospects,
        sum(cast(n_converted as bigint)) over (partition by snapshot_date) as n_all_converted
    from known

),

final as (

    select
        registration_source,
        snapshot_date,
        (n_converted + 5) / (n_prospects * n_all_converted / n_all_prospects + 5) as source_lift
    from compared

)

select * from final
