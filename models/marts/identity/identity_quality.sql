with people as (

    select * from {{ ref('int_identity_people') }}

),

customer_merges as (

    select * from {{ ref('customer_merges') }}

),

shared_values as (

    select * from {{ ref('int_identity_shared_values') }}

),

identity_conflicts as (

    select * from {{ ref('identity_conflicts') }}

),

review_queue as (

    select * from {{ ref('identity_review_queue') }}

),

sizes as (

    select customer_id, count(*) as n_records
    from customer_merges
    group by customer_id

),

stated as (

    select
        'records' as measure,
        case when person_id is null then 'of_nobody' else 'of_a_customer' end as item
    from people
    union all
    select
        'customers_by_records' as measure,
        case
            when n_records = 1 then '1'
            when n_records <= 5 then '2 to 5'
            when n_records <= 20 then '6 to 20'
            else 'more than 20'
        end as item
    from sizes
    union all
    select 'records_by_rule' as measure, coalesce(rule, 'first_record') as item
    from customer_merges
    union all
    select 'records_by_source' as measure, source as item
    from customer_merges
    union all
    select
        'shared_values' as measure,
        {{ dbt.concat(['identifier_type', "' '", 'reason']) }} as item
    from shared_values
    union all
    select
        'conflicts' as measure,
        {{ dbt.concat(['attribute', "' '", 'outcome']) }} as item
    from identity_conflicts
    union all
    select 'review_queue' as measure, 'pairs' as item
    from review_queue

),

counted as (

    select measure, item, count(*) as n_items
    from stated
    group by measure, item

),

largest as (

    select
        customer_id,
        n_records,
        row_number() over (order by n_records desc, customer_id asc) as place
    from sizes

),

final as (

    select
        measure,
        item,
        n_items,
        cast(n_items as double) / sum(n_items) over (partition by measure) as item_rate
    from counted
    union all
    select 'largest_customers' as measure, customer_id as item, n_records as n_items, cast(null as double) as item_rate
    from largest
    where place <= 10

)

select * from final
