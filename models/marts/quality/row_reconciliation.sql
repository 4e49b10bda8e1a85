{#- The raw side is counted at the input door, the other three in the finished tables, so a row lost between shows. -#}

with raw_order_lines as (

    select * from {{ raw('order_lines') }}

),

raw_rows as (

    select
        'order_lines' as source_name,
        count(*) as n_raw_rows
    from raw_order_lines

),

kept as (

    select count(*) as n_rows from {{ ref('order_items') }}

),

duplicates as (

    select count(*) as n_rows from {{ ref('duplicate_rows') }}
    where source_name = 'order_lines'

),

quarantined as (

    select count(*) as n_rows from {{ ref('quarantined_rows') }}
    where source_name = 'order_lines'

),

final as (

    select
        raw_rows.source_name,
        cast(raw_rows.n_raw_rows as bigint) as n_raw_rows,
        cast(kept.n_rows as bigint) as n_kept_rows,
        cast(duplicates.n_rows as bigint) as n_duplicate_rows,
        cast(quarantined.n_rows as bigint) as n_quarantined_rows,
        cast(
            raw_rows.n_raw_rows - kept.n_rows - duplicates.n_rows - quarantined.n_rows as bigint
        ) as n_unexplained_rows
    from raw_rows
    cross join kept
    cross join duplicates
    cross join quarantined

)

select * from final
