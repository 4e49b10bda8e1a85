-- No input states decisions yet.
with final as (

    select
        cast(null as {{ dbt.type_string() }}) as decision,
        cast(null as {{ dbt.type_string() }}) as record_a,
        cast(null as {{ dbt.type_string() }}) as record_b,
        cast(null as {{ dbt.type_timestamp() }}) as decided_at
    where 1 = 0

)

select * from final
