-- The two scores against the thresholds of the seed.
with
judged as (
    select
        *, behaviour_score >= (select high_from from config.loyalty_dimensions where dimension = 'behaviour') as buys,
        attitude_score >= (select high_from from config.loyalty_dimensions where dimension = 'attitude') as likes
    from loyalty_index
)
select
    case
        when buys is null or likes is null then 'unknown'
        when buys and likes then 'true_loyalty' when buys then 'spurious_loyalty'
        when likes then 'latent_loyalty' else 'no_loyalty'
    end as loyalty_quadrant,
    count(*) as n_customers, avg(behaviour_score) as mean_behaviour_score, avg(attitude_score) as mean_attitude_score,
    avg(loyalty_index) as mean_loyalty_index
from judged
group by 1
order by 1
