-- Each tenth asked for its customers.
with
tenths as (select unnest(range(10)) as tenth)
select
    tenth / 10 as min_probability, (tenth + 1) / 10 as max_probability, count(*) as n_customers,
    sum(cast(churn_probability as decimal(18, 12))) as n_expected_churned
from tenths join churn_predictions on churn_probability >= tenth / 10 and (churn_probability < (tenth + 1) / 10 or tenth = 9)
group by tenth
order by tenth
