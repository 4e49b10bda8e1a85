{#- Candidates side by side. The publishable one with the lowest mean log-loss over the selection origins is published;
    the test origin, the latest one, has no say in the choice. Where the data allow only one origin, that one selects. -#}

with metrics as (

    select * from {{ ref('churn_backtest_metrics') }}

),

origins as (

    select
        max(origin_date) as test_date,
        coalesce(bool_or(is_selection_origin), false) as has_selection_origin
    from metrics

),

summary as (

    select
        metrics.candidate,
        origins.test_date,
        metrics.candidate in ('logistic', 'additive_boosted') as is_publishable,
        max(case when metrics.origin_date = origins.test_date then metrics.auc end) as test_auc,
        max(case when metrics.origin_date = origins.test_date then metrics.log_loss end) as test_log_loss,
        max(case when metrics.origin_date = origins.test_date then metrics.brier_score end) as test_brier_score,
        count(*) as n_origins,
        sum(cast(metrics.auc as decimal(18, 12))) / count(metrics.auc) as mean_auc,
        sum(cast(metrics.log_loss as decimal(18, 12))) / count(*) as mean_log_loss,
        sum(cast(metrics.log_loss as decimal(18, 12))) filter (
            where metrics.is_selection_origin or not origins.has_selection_origin
        ) as selection_log_loss
    from metrics
    cross join origins
    group by metrics.candidate, origins.test_date

),

ranked as (

    select
        *,
        row_number() over (order by is_publishable desc, selection_log_loss asc, candidate asc) as publication_rank
    from summary

),

final as (

    select
        candidate,
        test_date,
        test_auc,
        test_log_loss,
        test_brier_score,
        cast(mean_auc as double) as mean_auc,
        cast(mean_log_loss as double) as mean_log_loss,
        cast(n_origins as bigint) as n_origins,
        is_publishable,
        is_publishable and publication_rank = 1 as is_published
    from ranked

)

select * from final
