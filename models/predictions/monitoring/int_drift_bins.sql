{{ config(schema='intermediate') }}

{#- The deciles of each input of a model over its training rows; equal values share a bin. Zero has a bin of its own, number 0,
    where a tenth of the training rows or more have it; the deciles are then those of the rest. -#}

with reference_cutoffs as (

    select * from {{ ref('int_drift_references') }}

),

training as (

    select
        counts.model_name,
        counts.feature,
        counts.feature_value,
        sum(counts.n_customers) as n_rows
    from {{ ref('int_drift_counts') }} as counts
    inner join reference_cutoffs
        on counts.model_name = reference_cutoffs.model_name and counts.snapshot_date = reference_cutoffs.snapshot_date
    group by counts.model_name, counts.feature, counts.feature_value

),

flagged as (

    select
        *,
        feature_value = 0 and 10 * n_rows >= sum(n_rows) over (partition by model_name, feature) as is_zero_bin
    from training

),

placed as (

    select
        *,
        sum(n_rows) over (
            partition by model_name, feature, is_zero_bin
            order by feature_value
            rows between unbounded preceding and current row
        ) - n_rows as n_before,
        sum(n_rows) over (partition by model_name, feature, is_zero_bin) as n_all
    from flagged

),

deciles as (

    select
        model_name,
        feature,
        is_zero_bin,
        cast(case when is_zero_bin then 0 else 1 + floor(cast(10 as double) * n_before / n_all) end as int) as bin_number,
        max(feature_value) as last_value,
        cast(sum(n_rows) as bigint) as n_training_rows
    from placed
    group by model_name, feature, is_zero_bin, bin_number

),

with_a_bin_for_other_values as (

    select * from deciles
    union all
    select
        model_name,
        feature,
        false as is_zero_bin,
        1 as bin_number,
        cast(null as double) as last_value,
        cast(0 as bigint) as n_training_rows
    from deciles
    group by model_name, feature
    having max(bin_number) = 0

),

final as (

    select
        model_name,
        feature,
        bin_number,
        is_zero_bin,
        max(case when is_zero_bin then 1 else 0 end) over (partition by model_name, feature) = 1 as has_zero_bin,
        lag(last_value) over (partition by model_name, feature, is_zero_bin order by bin_number) as lower_bound,
        case
            when lead(bin_number) over (partition by model_name, feature, is_zero_bin order by bin_number) is not null
                then last_value
        end as upper_bound,
        n_training_rows
    from with_a_bin_for_other_values

)

select * from final
