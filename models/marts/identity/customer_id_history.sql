with id_log as (

    select * from {{ ref('int_customer_id_log') }}
    where subject = 'customer'

),

versions as (

    select
        *,
        row_number() over (partition by subject_id order by build_number) as version,
        count(*) over (partition by subject_id) as n_versions
    from id_log

),

final as (

    select
        subject_id as customer_id,
        cast(version as bigint) as version,
        customer_id as current_customer_id,
        previous_customer_id,
        case
            when version = 1 and previous_customer_id is null then 'issued'
            when version = 1 then 'split'
            when customer_id = subject_id then 'restored'
            else 'merged'
        end as event,
        as_of_date,
        build_number,
        version = n_versions as is_current
    from versions

)

select * from final
