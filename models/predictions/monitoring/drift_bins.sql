{#- Customers in each bin at each month-end beside the training rows. Half a row is added to every bin, so that an empty one
    has a logarithm. -#}

with counts as (

    select * from {{ ref('int_drift_counts') }}

),

bins as (

    select * from {{ ref('int_drift_bins') }}

),

reported as (

    select * from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

),

months as (

    select distinct
        counts.model_name,
        counts.feature,
        counts.snapshot_date,
        reported.is_as_of
    from counts
    inner join reported on counts.snapshot_date = reported.snapshot_date

),

binned as (

    select
        counts.model_name,
        counts.feature,
        counts.snapshot_date,
        bins.bin_number,
        sum(counts.n_customers) as n_customers
    from counts
    inner join bins
        on
            counts.model_name = bins.model_name
            and counts.feature = bins.feature
            and case
                when bins.has_zero_bin and counts.feature_value = 0 then bins.is_zero_bin
                when bins.is_zero_bin then false
                else
                    coalesce(counts.feature_value > bins.lower_bound, true)
                    and coalesce(counts.feature_value <= bins.upper_bound, true)
            end
    group by counts.model_name, counts.feature, counts.snapshot_date, bins.bin_number

),

filled as (

    select
        bins.*,
        months.snapshot_date,
        months.is_as_of,
        cast(coalesce(binned.n_customers, 0) as bigint) as n_customers
    from months
    inner join bins on months.model_name = bins.model_name and months.feature = bins.feature
    left join binned
        on
            months.model_name = binned.model_name
            and months.feature = binned.feature
            and months.snapshot_date = binned.snapshot_date
            and bins.bin_number = binned.bin_number

),

rated as (

    select
        *,
        cast(2 * n_training_rows + 1 as double) / sum(2 * n_training_rows + 1) over one_input as training_rate,
        cast(2 * n_customers + 1 as double) / sum(2 * n_customers + 1) over one_input as customer_rate
    from filled
    window one_input as (partition by model_name, feature, snapshot_date)

),

final as (

    select
        model_name,
        feature,
        snapshot_date,
        bin_number,
        is_as_of,
        is_zero_bin,
        lower_bound,
        upper_bound,
        n_training_rows,
        n_customers,
        training_rate,
        customer_rate,
        -- the last digits of a logarithm differ between engines
        floor((customer_rate - training_rate) * ln(customer_rate / training_rate) * 1e12 + 0.5) / 1e12 as psi_part
    from rated

)

select * from final
