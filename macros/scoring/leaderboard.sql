{# The CTEs from `test_origin` to `final` of a leaderboard, over a CTE `metrics` of one row per candidate and origin. The
   publishable candidate with the lowest mean log-loss over the selection origins is published, of equal ones the plain rule; the
   test origin, the latest one, has no say in the choice. Where the data allow only one origin, that one selects. The best
   plain rule is the one to hold a model against, so it is chosen over all origins, the test origin too.
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

final as (

    select
        candidate,
        test_date,
        test_auc,
        test_log_loss,
        test_brier_score,
        mean_auc,
        mean_log_loss,
        cast(n_origins as bigint) as n_origins,
        is_plain_rule,
        is_plain_rule and rank_of_its_kind = 1 as is_best_rule,
        is_publishable,
        is_publishable and publication_rank = 1 as is_published
    from ranked

)
{%- endmacro %}
