{#- Customers in each risk band at each month-end, by the published churn model. -#}

with scores as (

    select * from {{ ref('churn_scores_monthly') }}

),

bands as (

    select * from {{ ref('churn_risk_bands') }}

),

reported as (

    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

),

months as (

    select distinct
        scores.snapshot_date,
        scores.is_as_of
    from scores
    inner join reported on scores.snapshot_date = reported.snapshot_date

),

banded as (

    select
        scores.snapshot_date,
        bands.risk_band,
        count(*) as n_customers
    from scores
    inner join bands
        on
            scores.churn_probability >= bands.min_probability
            and (scores.churn_probability < bands.max_probability or bands.max_probability = 1)
    group by scores.snapshot_date, bands.risk_band

),

filled as (

    select
        months.snapshot_date,
        months.is_as_of,
        bands.risk_band,
        cast(coalesce(banded.n_customers, 0) as bigint) as n_customers
    from months
    cross join bands
    left join banded on months.snapshot_date = banded.snapshot_date and bands.risk_band = banded.risk_band

),

final as (

    select
        'churn' as model_name,
        snapshot_date,
        risk_band,
        is_as_of,
        n_customers,
        cast(n_customers as double) / sum(n_customers) over (partition by snapshot_date) as customer_rate
    from filled

)

select * from final
