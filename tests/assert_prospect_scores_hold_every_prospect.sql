-- Everybody known without a valid order has one row: a probability, rank and decile, or else a reason code; and conversions are
-- expected as the probabilities of the predictions sum up.
with people as (

    select customer_id from {{ ref('customer_360') }}
    where not is_guest and coalesce(n_orders, 0) = 0

),

sums as (

    select
        (select coalesce(sum(cast(conversion_probability as decimal(28, 12))), 0) from {{ ref('prospect_scores') }})
            as expected_of_scores,
        (select coalesce(sum(cast(conversion_probability as decimal(28, 12))), 0) from {{ ref('prospect_predictions') }})
            as expected_of_predictions

)

select
    people.customer_id as known_customer_id,
    scores.customer_id
from people
full outer join {{ ref('prospect_scores') }} as scores on people.customer_id = scores.customer_id
where
    people.customer_id is null
    or scores.customer_id is null
    or (scores.status = 'scored') <> (scores.conversion_probability is not null)
    or (scores.status = 'scored') = (scores.reason_code is not null)
    or (scores.status = 'scored') <> (scores.conversion_decile is not null)
    or not scores.conversion_decile between 1 and 10
union all
select
    'sum of all' as known_customer_id,
    cast(null as {{ dbt.type_string() }}) as customer_id
from sums
where expected_of_scores <> expected_of_predictions
