{#- Who was known without a valid order at the end of a cutoff: a row to score on the as-of day, and one to learn from where the
    horizon after the cutoff is over. Of the latter those of a fixed share of the people, where there are more than
    var('max_training_rows'). -#}

with prospects as (

    select * from {{ ref('int_prospects') }}
    where known_date is not null

),

cutoffs as (

    select * from {{ ref('int_prospect_cutoffs') }}

),

placed as (

    select
        prospects.*,
        cutoffs.snapshot_date,
        cutoffs.is_as_of
    from prospects
    inner join cutoffs
        on
            prospects.known_date <= cutoffs.snapshot_date
            and cutoffs.snapshot_date < coalesce(prospects.first_order_date, cast('9999-12-31' as date))

),

size as (

    select count(*) as n_rows from placed
    where not is_as_of

),

final as (

    select
        placed.customer_id,
        placed.snapshot_date,
        placed.is_as_of,
        placed.snapshot_date = cast({{ dbt.last_day('placed.snapshot_date', 'month') }} as date) as is_month_end,
        {{ days_between('placed.known_date', 'placed.snapshot_date') }} as record_age_days,
        coalesce(placed.registered_date <= placed.snapshot_date, false) as is_registered,
        coalesce(placed.registered_date <= placed.snapshot_date and placed.is_business, false) as is_business,
        coalesce(placed.loyalty_since_date <= placed.snapshot_date, false) as is_loyalty_member,
        case
            when placed.registered_date <= placed.snapshot_date then coalesce(placed.registration_source, 'not_stated')
            else 'not_registered'
        end as registration_source,
        case
            when placed.is_as_of then null
            when {{ days_before('placed.first_order_date', var('prospect_horizon_days')) }} <= placed.snapshot_date then 1
            else 0
        end as is_converted
    from placed
    cross join size
    where placed.is_as_of or {{ sampled('placed.customer_id', 'size.n_rows', var('max_training_rows')) }}

)

select * from final
