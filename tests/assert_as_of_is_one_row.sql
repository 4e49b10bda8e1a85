select count(*) as n_rows from {{ ref('as_of') }}
having count(*) <> 1
