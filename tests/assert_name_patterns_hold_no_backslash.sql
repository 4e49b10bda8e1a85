-- In `like`, a backslash is a plain character on DuckDB and an escape on Spark.
with final as (

    select product_name_pattern from {{ ref('line_kind_rules') }}
    where {{ dbt.replace('product_name_pattern', 'chr(92)', "''") }} <> product_name_pattern

)

select * from final
