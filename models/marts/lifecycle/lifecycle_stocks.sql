{#- What each stage held at the start and end of each month, and who came and went; of a running month up to the as-of day. -#}

with moves as (

    select * from {{ ref('int_stage_moves') }}

),

rules as (

    select * from {{ ref('lifecycle_stage_rules') }}

),

periods as (

    select distinct
        snapshot_date,
        is_month_end
    from moves

),

counted as (

    select
        periods.snapshot_date,
        periods.is_month_end,
        rules.stage,
        rules.stage_order,
        {% for column, condition in {
            'n_at_start': 'moves.from_stage = rules.stage',
            'n_in': 'moves.to_stage = rules.stage and moves.from_stage <> rules.stage',
            'n_out': 'moves.from_stage = rules.stage and moves.to_stage <> rules.stage',
            'n_at_end': 'moves.to_stage = rules.stage',
        }.items() %}
            cast(coalesce(sum(case when {{ condition }} then moves.n_customers end), 0) as bigint) as {{ column }},
        {% endfor %}
        cast({{ dbt.date_trunc('month', 'periods.snapshot_date') }} as date) as month_start_date
    from periods
    cross join rules
    inner join moves on periods.snapshot_date = moves.snapshot_date
    group by periods.snapshot_date, periods.is_month_end, rules.stage, rules.stage_order

),

final as (

    select
        month_start_date,
        snapshot_date,
        is_month_end as is_complete,
        stage,
        stage_order,
        n_at_start,
        n_in,
        n_out,
        n_at_end
    from counted

)

select * from final
