{#- Which conditions go with churn. What goes with it need not cause it, and the intervals take each row for a customer of its
    own. -#}
{%- set numbers = ['recency_to_own_gap', 'n_orders', 'n_last_products', 'n_refund_days_90d', 'n_cancellation_days_90d',
                   'n_complaints_180d', 'nps_score', 'n_web_visits_90d', 'discount_rate_365d'] -%}

with conditions as (

    select * from {{ ref('churn_conditions') }}

),

labelled as (

    select * from {{ ref('int_churn_conditions') }}

),

channels as (

    select distinct last_channel
    from labelled
    where last_channel is not null

),

measured as (

    select
        conditions.condition,
        conditions.operator,
        conditions.threshold,
        labelled.is_churned,
        labelled.last_channel,
        {{ named_value('conditions.feature', numbers) }} as measured
    from labelled
    cross join conditions

),

judged as (

    select
        condition,
        'yes' as condition_value,
        is_churned,
        case operator
            when '>=' then measured >= threshold
            when '<=' then measured <= threshold
        end as is_met
    from measured
    where operator <> 'each'
    union all
    select
        measured.condition,
        channels.last_channel as condition_value,
        measured.is_churned,
        measured.last_channel = channels.last_channel as is_met
    from measured
    cross join channels
    where measured.operator = 'each'

),

counted as (

    select
        condition,
        condition_value,
        cast(count(case when is_met then 1 end) as bigint) as n_with,
        cast(count(case when not is_met then 1 end) as bigint) as n_without,
        cast(count(case when is_met is null then 1 end) as bigint) as n_not_applicable,
        cast(count(case when is_met and is_churned = 1 then 1 end) as bigint) as n_churned_with,
        cast(count(case when not is_met and is_churned = 1 then 1 end) as bigint) as n_churned_without
    from judged
    group by condition, condition_value

),

rated as (

    select
        *,
        cast(n_churned_with as double) / nullif(n_with, 0) as churn_rate_with,
        cast(n_churned_without as double) / nullif(n_without, 0) as churn_rate_without,
        cast(n_churned_with + n_churned_without as double) / nullif(n_with + n_without, 0) as churn_rate_applicable,
        {{ wilson_lower('n_churned_with', 'n_with') }} as lower_with,
        {{ wilson_upper('n_churned_with', 'n_with') }} as upper_with,
        {{ wilson_lower('n_churned_without', 'n_without') }} as lower_without,
        {{ wilson_upper('n_churned_without', 'n_without') }} as upper_without
    from counted

),

final as (

    select
        rated.condition,
        rated.condition_value,
        conditions.condition_text,
        rated.n_with,
        rated.n_without,
        rated.n_not_applicable,
        rated.n_churned_with,
        rated.n_churned_without,
        rated.churn_rate_with,
        rated.lower_with as churn_rate_with_lower,
        rated.upper_with as churn_rate_with_upper,
        rated.churn_rate_without,
        rated.lower_without as churn_rate_without_lower,
        rated.upper_without as churn_rate_without_upper,
        rated.churn_rate_with / nullif(rated.churn_rate_applicable, 0) as lift,
        rated.churn_rate_with - rated.churn_rate_without as difference_rate,
        {{ newcombe_lower('rated.n_churned_with', 'rated.n_with', 'rated.n_churned_without', 'rated.n_without') }}
            as difference_rate_lower,
        {{ newcombe_upper('rated.n_churned_with', 'rated.n_with', 'rated.n_churned_without', 'rated.n_without') }}
            as difference_rate_upper,
        {{ is_small('least(rated.n_with, rated.n_without)') }} as is_small
    from rated
    inner join conditions on rated.condition = conditions.condition

)

select * from final
