{#- What contacting the customers of the highest probability would have reached and saved. Of customers with one
    probability, only some of whom are contacted, each counts in part: a draw by lot, on average. -#}

with ties as (

    select * from {{ ref('int_churn_backtest_ties') }}

),

plans as (

    select * from {{ ref('churn_contact_plans') }}

),

placed as (

    select
        ties.*,
        plans.contact_percent,
        (sum(ties.n_customers) over ranking) - ties.n_customers as n_before,
        sum(ties.n_customers) over (partition by ties.candidate, ties.origin_date, ties.segment, plans.contact_percent)
            as n_all
    from ties
    cross join plans
    window ranking as (
        partition by ties.candidate, ties.origin_date, ties.segment, plans.contact_percent
        order by ties.churn_probability desc
        rows between unbounded preceding and current row
    )

),

weighted as (

    select
        *,
        cast(greatest(0, least(100 * n_customers, contact_percent * n_all - 100 * n_before)) as double)
        / (100 * n_customers) as contacted_share
    from placed

),

contacted as (

    select
        candidate,
        origin_date,
        segment,
        contact_percent,
        cast(sum(n_customers) as bigint) as n_customers,
        cast(sum(n_churned) as bigint) as n_churned,
        cast(sum(n_customers) as double) * contact_percent / 100 as n_contacts,
        cast(sum(cast(contacted_share * n_churned as decimal(28, 12))) as double) as n_churned_contacted,
        case
            when count(churned_order_amount_365d) = count(*)
                then cast(sum(cast(contacted_share * cast(churned_order_amount_365d as double) as decimal(28, 8))) as double)
        end as churned_order_amount
    from weighted
    group by candidate, origin_date, segment, contact_percent

),

final as (

    select
        contacted.candidate,
        contacted.origin_date,
        contacted.segment,
        contacted.contact_percent,
        contacted.n_customers,
        contacted.n_contacts,
        contacted.n_churned_contacted,
        contacted.n_churned_contacted / contacted.n_contacts as contacted_churn_rate,
        contacted.n_churned_contacted / contacted.n_contacts * contacted.n_customers / nullif(contacted.n_churned, 0) as lift,
        {{ ten_thousandths('contacted.churned_order_amount / contacted.n_contacts * 10000') }}
            as churned_order_amount_per_contact,
        {{ ten_thousandths(
            '(contacted.churned_order_amount / contacted.n_contacts * plans.margin_rate * plans.success_rate'
            ~ ' - cast(plans.contact_cost_amount as double)) * 10000'
        ) }} as saved_amount_per_contact,
        {{ is_small('contacted.n_customers') }} as is_small
    from contacted
    inner join plans on contacted.contact_percent = plans.contact_percent

)

select * from final
