-- One prediction per customer with a valid order; a reason where something is missing, and only there; figures in their range;
-- the groups that the models are fitted on hold every customer once.
with predictions as (

    select * from {{ ref('customer_value_predictions') }}

),

buyers as (

    select distinct customer_id from {{ ref('int_customer_days') }}
    where is_order_day

),

broken as (

    select
        buyers.customer_id as buyer_id,
        predictions.customer_id
    from buyers
    full outer join predictions on buyers.customer_id = predictions.customer_id
    where
        buyers.customer_id is null
        or predictions.customer_id is null
        or (predictions.status = 'predicted') = (predictions.reason_code is not null)
        or (predictions.status = 'not_enough_data') <> (predictions.alive_probability is null)
        or (predictions.status in ('predicted', 'own_mean_spend')) <> (predictions.predicted_clv_amount is not null)
        or not coalesce(predictions.alive_probability, 0) between 0 and 1
        or coalesce(predictions.expected_purchases, 0) < 0
        or coalesce(predictions.predicted_clv_amount, 0)
        > coalesce(cast(predictions.expected_purchases * predictions.expected_spend_amount as double), 0) * 1.001 + 0.01

),

grouped as (

    select coalesce(sum(n_customers), 0) as n_customers from {{ ref('purchase_groups') }}

),

summarised as (

    select count(*) as n_customers from {{ ref('purchase_summaries') }}

),

uncounted as (

    select
        'groups' as buyer_id,
        'summaries' as customer_id
    from grouped
    cross join summarised
    where grouped.n_customers <> summarised.n_customers

),

final as (

    select * from broken
    union all
    select * from uncounted

)

select * from final
