{#- Everybody who was known before a first valid order, or is without one. Where a person registered is told by their first CRM
    record alone: a later one may come with the order, and would give it away. -#}

with records as (

    select * from {{ ref('int_customer_records') }}

),

order_days as (

    select * from {{ ref('int_customer_days') }}
    where is_order_day

),

first_orders as (

    select
        customer_id,
        min(ordered_date) as first_order_date
    from order_days
    group by customer_id

),

known as (

    select
        customer_id,
        min({{ business_date('known_at') }}) as known_date,
        min(case when source = 'loyalty_members' then {{ business_date('known_at') }} end) as loyalty_since_date
    from records
    group by customer_id

),

crm_records as (

    select
        customer_id,
        acquisition_source,
        customer_type,
        company_name,
        {{ business_date('known_at') }} as registered_date,
        row_number() over (partition by customer_id order by known_at asc, record_id asc) as place
    from records
    where source = 'crm_customers' and known_at is not null

),

final as (

    select
        known.customer_id,
        known.known_date,
        known.loyalty_since_date,
        crm_records.registered_date,
        crm_records.acquisition_source as registration_source,
        coalesce(crm_records.customer_type, case when crm_records.company_name is not null then 'B2B' end, 'B2C') = 'B2B'
            as is_business,
        first_orders.first_order_date
    from known
    left join first_orders on known.customer_id = first_orders.customer_id
    left join crm_records on known.customer_id = crm_records.customer_id and crm_records.place = 1
    where first_orders.first_order_date is null or known.known_date < first_orders.first_order_date

)

select * from final
