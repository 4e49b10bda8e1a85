-- Every raw row is kept, a duplicate or quarantined; no count is negative; every input of the contract is counted.
with contract as (

    select input as source_name
    from (values
        {%- for source_node in graph.sources.values() if source_node.source_name == 'raw' %}
        ('{{ source_node.name }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as t (input)

),

reconciled as (

    select * from {{ ref('row_reconciliation') }}

)

select
    contract.source_name,
    reconciled.n_raw_rows,
    reconciled.n_unexplained_rows
from contract
left join reconciled on contract.source_name = reconciled.source_name
where
    coalesce(reconciled.n_unexplained_rows, 1) <> 0
    or least(
        reconciled.n_raw_rows, reconciled.n_kept_rows, reconciled.n_duplicate_rows, reconciled.n_quarantined_rows
    ) < 0
