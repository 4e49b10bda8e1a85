{#- Each measure is a share of some customers (base) who did something (outcome); NULL as long as that is open. -#}
{%- set measures = {
    'acquisition': ('n_current', 'n_acquired'),
    'activation': ('n_acquired', 'n_activated'),
    'retention': ('n_engaged', 'n_kept'),
    'lapse': ('n_current', 'n_lapsed'),
    'win_back': ('n_lapsed_before', 'n_won_back'),
} -%}
{%- set counts = ['n_acquired', 'n_activated', 'n_engaged', 'n_kept', 'n_current', 'n_lapsed', 'n_lapsed_before',
                  'n_won_back'] -%}

with outcomes as (

    select * from {{ ref('int_stage_outcomes') }}

),

limits as (

    select * from {{ ref('int_lifecycle_limits') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

periods as (

    select
        dates.snapshot_date,
        cast({{ dbt.date_trunc('month', 'dates.snapshot_date') }} as date) as month_start_date,
        dates.is_month_end,
        coalesce(
            lag(dates.history_days) over (order by dates.snapshot_date)
            >= greatest(limits.at_risk_cap_days, limits.at_risk_default_days), false
        ) as has_full_history,
        {{ days_between('dates.snapshot_date', 'as_of.as_of_date') }} >= {{ var('activation_days') }}
        and dates.is_month_end as is_activation_known
    from {{ ref('int_snapshot_dates') }} as dates
    cross join limits
    cross join as_of
    where dates.is_month_end or dates.is_as_of

),

{% for kind, value in slices() %}
    by_{{ kind }} as (

        select
            {% for column in counts %}
                cast(sum({{ column }}) as bigint) as {{ column }},
            {% endfor %}
            snapshot_date,
            '{{ kind }}' as slice_kind,
            {{ value }} as slice_value
        from outcomes
        group by snapshot_date {%- if kind != 'all' %}, {{ value }}{% endif %}

    ),
{% endfor %}

sliced as (

    {% for kind, value in slices() %}
        select * from by_{{ kind }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

{% for measure, (base, outcome) in measures.items() %}
    measured_{{ measure }} as (

        select
            periods.*,
            sliced.slice_kind,
            sliced.slice_value,
            '{{ measure }}' as measure,
            sliced.{{ base }} as n_base,
            case
                when periods.{{ 'is_activation_known' if measure == 'activation' else 'is_month_end' }} then sliced.{{ outcome }}
            end as n_outcome
        from sliced
        inner join periods on sliced.snapshot_date = periods.snapshot_date

    ),
{% endfor %}

measured as (

    {% for measure in measures %}
        select * from measured_{{ measure }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

known as (

    select
        *,
        case when is_month_end or measure <> 'activation' then n_base end as n_known_base
    from measured

),

final as (

    select
        month_start_date,
        slice_kind,
        slice_value,
        measure,
        n_known_base as n_base,
        n_outcome as n_customers,
        cast(n_outcome as double) / nullif(cast(n_known_base as double), 0) as rate,
        is_month_end as is_complete,
        has_full_history,
        {{ is_small('coalesce(n_known_base, 0)') }} as is_small
    from known

)

select * from final
