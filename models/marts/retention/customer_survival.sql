{#- Kaplan and Meier's estimate: the product of the shares that passed each day on which somebody lapsed, by the sum of their
    logarithms; Greenwood's standard error. Each term is a whole number of trillionths (quadrillionths), so that the order of
    the rows does not matter. On one day lapses come before censoring. Kaplan and Meier, JASA 53 (1958). -#}

with lifetimes as (

    select * from {{ ref('int_customer_lifetimes') }}

),

slices as (

    select * from {{ ref('int_customer_slices') }}

),

ends as (

    select
        slices.slice_kind,
        slices.slice_value,
        lifetimes.duration_days,
        cast(lifetimes.has_lapsed as int) as is_event,
        1 as is_end
    from lifetimes
    inner join slices on lifetimes.customer_id = slices.customer_id
    union all
    select distinct
        slice_kind,
        slice_value,
        cast(0 as bigint) as duration_days,
        0 as is_event,
        0 as is_end
    from slices

),

days as (

    select
        slice_kind,
        slice_value,
        duration_days,
        cast(sum(is_event) as bigint) as n_events,
        cast(sum(is_end - is_event) as bigint) as n_censored
    from ends
    group by slice_kind, slice_value, duration_days

),

at_risk as (

    select
        *,
        cast(sum(n_events + n_censored) over (partition by slice_kind, slice_value) as bigint) as n_customers,
        cast(sum(n_events + n_censored) over (
            partition by slice_kind, slice_value order by duration_days desc
            rows between unbounded preceding and current row
        ) as bigint) as n_at_risk
    from days

),

terms as (

    select
        *,
        n_events = n_at_risk as is_last_event,
        case
            when n_events < n_at_risk
                then cast(floor(ln(1 - cast(n_events as double) / cast(n_at_risk as double)) * 1e12 + 0.5) as bigint)
        end as log_term,
        case
            when n_events < n_at_risk
                then cast(floor(
                    cast(n_events as double) / (cast(n_at_risk as double) * cast(n_at_risk - n_events as double)) * 1e15 + 0.5
                ) as bigint)
        end as variance_term
    from at_risk

),

estimates as (

    select
        *,
        case
            when is_last_event then cast(0 as double)
            else exp(cast(sum(log_term) over days_so_far as double) / 1e12)
        end as survival,
        case when not is_last_event then sqrt(cast(sum(variance_term) over days_so_far as double) / 1e15) end as relative_error
    from terms
    window days_so_far as (
        partition by slice_kind, slice_value order by duration_days
        rows between unbounded preceding and current row
    )

),

bounded as (

    select
        *,
        survival * relative_error as error,
        case
            when relative_error is not null then greatest(0, survival - {{ interval_z() }} * survival * relative_error)
        end as lower_end,
        case
            when relative_error is not null then least(1, survival + {{ interval_z() }} * survival * relative_error)
        end as upper_end
    from estimates

),

final as (

    select
        slice_kind,
        slice_value,
        duration_days,
        n_customers,
        n_at_risk,
        n_events,
        n_censored,
        -- Logarithms differ between engines in the last place
        {% for found, column in [
            ('survival', 'survival_rate'), ('error', 'survival_standard_error'),
            ('lower_end', 'survival_lower_rate'), ('upper_end', 'survival_upper_rate'),
        ] %}
            floor({{ found }} * 1e6 + 0.5) / 1e6 as {{ column }},
        {% endfor %}
        {{ is_small('n_at_risk') }} as is_small
    from bounded

)

select * from final
