-- A day's columns are counted over the same rows, and no cell is both missing and unreadable.
with summary as (

    select * from {{ ref('data_quality_summary') }}

),

final as (

    select
        columns.source_name,
        columns.column_name,
        columns.business_date
    from summary as columns
    left join summary as whole
        on
            columns.source_name = whole.source_name
            and columns.business_date is not distinct from whole.business_date
            and whole.column_name = '(row)'
    where
        columns.column_name <> '(row)'
        and (columns.n_rows is distinct from whole.n_rows or columns.n_nulls + columns.n_invalid > columns.n_rows)
    union all
    select
        source_name,
        column_name,
        business_date
    from summary
    where n_rows <= 0 or least(n_nulls, n_invalid, n_duplicates, n_quarantined) < 0

)

select * from final
