-- A customer bears an id that is no alias, every id in use was issued, and to restate what is current changes nothing.
with customer_ids as (

    select distinct customer_id from {{ ref('int_customer_ids') }}

),

restated as (

    select
        versions.customer_id,
        restated.current_customer_id
    from {{ ref('customer_id_history') }} as versions
    inner join {{ restate_customer_ids(ref('customer_id_history'), 'current_customer_id') }} as restated
        on versions.customer_id = restated.customer_id and versions.version = restated.version
    where versions.is_current and versions.current_customer_id <> restated.current_customer_id

),

current_ids as (

    select customer_id from {{ ref('customer_id_history') }}
    where is_current and customer_id = current_customer_id

)

select
    customer_ids.customer_id,
    'is no current id' as fault
from customer_ids
left join current_ids on customer_ids.customer_id = current_ids.customer_id
where current_ids.customer_id is null
union all
select
    customer_id,
    'is an alias of an alias' as fault
from restated
