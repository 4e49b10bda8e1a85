-- Opening and closing are the net revenue of the two periods, the steps lead from one to the other, and so in every kind of
-- slice. It starts from the months, so a comparison, kind or step that is missing fails too; of periods without a document, all
-- alone must be there.
with months as (

    select * from {{ ref('sales_monthly') }}

),

facts as (

    select
        cast({{ dbt.date_trunc('month', 'ordered_date') }} as date) as month_date,
        sum(revenue_amount) as net_revenue_amount
    from {{ ref('int_order_lines') }}
    group by {{ dbt.date_trunc('month', 'ordered_date') }}

),

bounds as (

    select
        min(lines.ordered_date) as first_date,
        max(as_of.as_of_date) as as_of_date
    from {{ ref('int_order_lines') }} as lines
    cross join {{ ref('as_of') }} as as_of

),

periods as (

    {% for comparison, unit, gap_months in sales_comparisons() %}
        select
            '{{ comparison }}' as comparison,
            months.month_date,
            cast({{ dbt.date_trunc(unit, 'months.month_date') }} as date) as period_start_date,
            cast({{ dbt.dateadd('month', -gap_months, dbt.date_trunc(unit, 'months.month_date')) }} as date)
                as earlier_start_date,
            cast({{ dbt.dateadd('month', gap_months, dbt.date_trunc(unit, 'months.month_date')) }} as date) as next_start_date,
            cast({{ dbt.last_day('months.month_date', unit) }} as date) as period_end_date,
            coalesce(facts.net_revenue_amount, 0) as net_revenue_amount
        from months
        left join facts on months.month_date = facts.month_date
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

totals as (

    select
        comparison,
        period_start_date,
        earlier_start_date,
        next_start_date,
        period_end_date,
        sum(net_revenue_amount) as net_revenue_amount
    from periods
    group by comparison, period_start_date, earlier_start_date, next_start_date, period_end_date

),

kinds as (

    {% for kind in slices() | map('first') | list + ['channel', 'region', 'category', 'segment'] %}
        select '{{ kind }}' as slice_kind
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

expected as (

    select
        later.comparison,
        later.period_start_date,
        kinds.slice_kind,
        earlier.net_revenue_amount as opening,
        case when bounds.as_of_date >= later.period_end_date then later.net_revenue_amount end as closing
    from totals as later
    inner join totals as earlier
        on later.comparison = earlier.comparison and later.period_start_date = earlier.next_start_date
    cross join bounds
    cross join kinds
    where later.earlier_start_date >= bounds.first_date

),

found as (

    select
        comparison,
        period_start_date,
        slice_kind,
        sum(case when step = 'opening' then amount end) as opening,
        sum(case when step = 'closing' then amount end) as closing,
        sum(case when step <> 'closing' then amount end) as arrived,
        count(distinct step) as n_steps
    from {{ ref('revenue_bridge') }}
    group by comparison, period_start_date, slice_kind

)

select
    expected.comparison,
    expected.period_start_date,
    expected.slice_kind
from expected
full outer join found
    on
        expected.comparison = found.comparison
        and expected.period_start_date = found.period_start_date
        and expected.slice_kind = found.slice_kind
where
    expected.opening is distinct from coalesce(found.opening, 0)
    or expected.closing is distinct from coalesce(found.closing, expected.closing * 0)
    or found.arrived is distinct from coalesce(found.closing, found.opening)
    or coalesce(found.n_steps, case when expected.slice_kind = 'all' then 0 else 9 end) <> 9
