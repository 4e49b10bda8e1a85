with final as (

    select
        snapshot_date,
        is_month_end,
        is_as_of,
        coalesce(lag(snapshot_date) over (order by snapshot_date), {{ month_end_before('snapshot_date') }}) as previous_date
    from {{ ref('int_snapshot_dates') }}
    where is_month_end or is_as_of

)

select * from final
