-- Every raw row stands on one line of its input, and is a duplicate or quarantined there where it is one at all.
with summary as (

    select
        source_name,
        sum(n_rows) as n_rows,
        sum(n_duplicates) as n_duplicates,
        sum(n_quarantined) as n_quarantined
    from {{ ref('data_quality_summary') }}
    where column_name = '(row)'
    group by source_name

),

final as (

    select
        reconciliation.source_name,
        reconciliation.n_raw_rows,
        summary.n_rows,
        summary.n_duplicates,
        summary.n_quarantined
    from {{ ref('row_reconciliation') }} as reconciliation
    left join summary on reconciliation.source_name = summary.source_name
    where
        reconciliation.n_raw_rows <> coalesce(summary.n_rows, 0)
        or reconciliation.n_duplicate_rows <> coalesce(summary.n_duplicates, 0)
        or reconciliation.n_quarantined_rows <> coalesce(summary.n_quarantined, 0)

)

select * from final
