{#- The spans of time that revenue_pareto and revenue_concentration tell of: the whole history, calendar years, 365 days. -#}

with as_of as (

    select * from {{ ref('as_of') }}

),

days as (

    select
        min(ordered_date) as first_date,
        max(ordered_date) as last_date
    from {{ ref('int_customer_days') }}

),

years as (

    select distinct cast({{ dbt.date_trunc('year', 'ordered_date') }} as date) as first_date
    from {{ ref('int_customer_days') }}

),

final as (

    select
        'all' as period_kind,
        'all' as period,
        days.first_date,
        as_of.as_of_date as last_date,
        true as is_complete
    from as_of
    cross join days
    where days.first_date is not null
    union all
    select
        'last_365d' as period_kind,
        'last_365d' as period,
        {{ days_before('as_of.as_of_date', 364) }} as first_date,
        as_of.as_of_date as last_date,
        true as is_complete
    from as_of
    cross join days
    where days.first_date is not null
    union all
    select
        'year' as period_kind,
        substr(cast(years.first_date as {{ dbt.type_string() }}), 1, 4) as period,
        years.first_date,
        {{ days_before(dbt.dateadd('year', 1, 'years.first_date'), 1) }} as last_date,
        {{ days_before(dbt.dateadd('year', 1, 'years.first_date'), 1) }} <= as_of.as_of_date as is_complete
    from years
    cross join as_of

)

select * from final
