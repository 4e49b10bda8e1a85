{#- The raw side is counted at the input door, the other three in the finished tables, so a row lost between shows. -#}

with raw_rows as (

    select
        'order_lines' as source_name,
        count(*) as n_rows
    from {{ raw('order_lines') }}
    {%- for input in judged_inputs() %}
        union all
        select
            '{{ input }}' as source_name,
            count(*) as n_rows
        from {{ raw(input) }}
    {%- endfor %}

),

kept_lines as (

    select
        source_name,
        count(*) as n_rows
    from {{ ref('order_items') }}
    where source_name in ('order_lines', 'order_items')
    group by source_name

),

kept as (

    select
        source_name,
        n_rows
    from kept_lines
    {%- for input in judged_inputs() if input != 'order_items' %}
        union all
        select
            '{{ input }}' as source_name,
            count(*) as n_rows
        from {{ ref('int_' ~ input ~ '_judged') }}
        where row_outcome = 'kept'
    {%- endfor %}

),

duplicates as (

    select
        source_name,
        count(*) as n_rows
    from {{ ref('duplicate_rows') }}
    group by source_name

),

quarantined as (

    select
        source_name,
        count(*) as n_rows
    from {{ ref('quarantined_rows') }}
    group by source_name

),

counted as (

    select
        raw_rows.source_name,
        raw_rows.n_rows as n_raw_rows,
        coalesce(kept.n_rows, 0) as n_kept_rows,
        coalesce(duplicates.n_rows, 0) as n_duplicate_rows,
        coalesce(quarantined.n_rows, 0) as n_quarantined_rows
    from raw_rows
    left join kept on raw_rows.source_name = kept.source_name
    left join duplicates on raw_rows.source_name = duplicates.source_name
    left join quarantined on raw_rows.source_name = quarantined.source_name

),

final as (

    select
        source_name,
        cast(n_raw_rows as bigint) as n_raw_rows,
        cast(n_kept_rows as bigint) as n_kept_rows,
        cast(n_duplicate_rows as bigint) as n_duplicate_rows,
        cast(n_quarantined_rows as bigint) as n_quarantined_rows,
        cast(n_raw_rows - n_kept_rows - n_duplicate_rows - n_quarantined_rows as bigint) as n_unexplained_rows
    from counted

)

select * from final
