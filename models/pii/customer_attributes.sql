with attribute_values as (

    select * from {{ ref('int_customer_attribute_values') }}

),

counted as (

    select
        customer_id,
        attribute,
        count(distinct attribute_value) as n_values
    from attribute_values
    group by customer_id, attribute

),

final as (

    select
        attribute_values.customer_id,
        attribute_values.attribute,
        attribute_values.attribute_value,
        attribute_values.source,
        attribute_values.record_id,
        attribute_values.is_verified,
        attribute_values.is_shared,
        attribute_values.n_records,
        counted.n_values,
        attribute_values.last_known_at
    from attribute_values
    inner join counted
        on attribute_values.customer_id = counted.customer_id and attribute_values.attribute = counted.attribute
    where attribute_values.place = 1

)

select * from final
