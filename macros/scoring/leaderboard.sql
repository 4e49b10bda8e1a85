{# The CTEs from `test_origin` to `final` of a leaderboard, over a CTE `metrics` of one row per candidate and origin and a CTE
   `losses` of one row per candidate, origin and customer. The publishable candidate with the lowest mean log-loss over the
   selection origins is published, of equal ones the plain rule; the test origin, the latest one, has no say in the choice. Where
   the data allow only one origin, that one selects. The best plain rule is the one to hold a model against, so it is chosen over
   all origins, the test origin too. At the test origin the log-loss of that rule is subtracted from each candidate's, customer
   by customer: the mean of the differences and its standard error say whether the candidate is worse beyond chance.
   yardsticks: candidates that are never published; rule_prefix: how the names of plain rules begin. #}
{% macro leaderboard(yardsticks, rule_prefix) -%}
test_origin as (

    select
        max(origin_date) as test_date,
        coalesce(bool_or(is_selection_origin), false) as has_selection_origin
    from metrics

),

origins as (

    select
        metrics.*,
        test_origin.test_date,
        metrics.is_selection_origin or not test_origin.has_selection_origin as selects
    from metrics
    cross join test_origin

),

summary as (

    select
        candidate,
        test_date,
        candidate not in ('{{ yardsticks | join("', '") }}') as is_publishable,
        left(candidate, {{ rule_prefix | length }}) = '{{ rule_prefix }}' as is_plain_rule,
        max(case when origin_date = test_date then auc end) as test_auc,
        max(case when origin_date = test_date then log_loss end) as test_log_loss,
        max(case when origin_date = test_date then brier_score end) as test_brier_score,
        count(*) as n_origins,
        cast(sum(cast(auc as decimal(18, 12))) as double) / nullif(count(auc), 0) as mean_auc,
        cast(sum(cast(log_loss as decimal(18, 12))) as double) / count(*) as mean_log_loss,
        cast(sum(cast(log_loss as decimal(18, 12))) filter (where selects) as double)
        / nullif(count(*) filter (where selects), 0) as selection_log_loss
    from origins
    group by candidate, test_date

),

ranked as (

    select
        *,
        row_number() over (
            order by is_publishable desc, selection_log_loss asc, is_plain_rule desc, candidate asc
        ) as publication_rank,
        row_number() over (partition by is_plain_rule order by mean_log_loss asc, candidate asc) as rank_of_its_kind
    from summary

),

test_losses as (

    select
        losses.candidate,
        losses.customer_id,
        losses.log_loss
    from losses
    inner join test_origin on losses.origin_date = test_origin.test_date

),

rule_losses as (

    select test_losses.*
    from test_losses
    inner join ranked on test_losses.candidate = ranked.candidate
    where ranked.is_plain_rule and ranked.rank_of_its_kind = 1

),

excesses as (

    select
        test_losses.candidate,
        count(*) as n_customers,
        sum(cast(test_losses.log_loss - rule_losses.log_loss as decimal(18, 12))) as total,
        sum(cast(power(test_losses.log_loss - rule_losses.log_loss, 2) as decimal(28, 12))) as total_of_squares
    from test_losses
    inner join rule_losses on test_losses.customer_id = rule_losses.customer_id
    group by test_losses.candidate

),

compared as (

    select
        candidate,
        cast(total as double) / n_customers as test_excess_log_loss,
        sqrt(({{ sample_variance('total', 'total_of_squares', 'n_customers') }}) / n_customers) as test_excess_error,
        {{ is_small('n_customers') }} as is_small
    from excesses

),

final as (

    select
        ranked.candidate,
        test_date,
        test_auc,
        test_log_loss,
        test_brier_score,
        test_excess_log_loss,
        test_excess_error,
        coalesce(test_excess_log_loss > {{ interval_z() }} * test_excess_error and not is_small, false) as is_worse_beyond_chance,
        mean_auc,
        mean_log_loss,
        cast(n_origins as bigint) as n_origins,
        is_plain_rule,
        is_plain_rule and rank_of_its_kind = 1 as is_best_rule,
        is_publishable,
        is_publishable and publication_rank = 1 as is_published
    from ranked
    left join compared on ranked.candidate = compared.candidate

)
{%- endmacro %}
