{#- Whoever is known, with orders or without, and the guest customer. Nothing here names a person: an age group stands for a date
    of birth. The country is that of the person's records, or else of their latest order that names one. -#}

with customers as (

    select * from {{ ref('customers') }}

),

customer_orders as (

    select * from {{ ref('customer_orders') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

countries as (

    select
        country_code,
        min(country_name) as country_name
    from {{ ref('country_codes') }}
    where country_code <> ''
    group by country_code

),

known as (

    select
        customers.*,
        customer_orders.country_code as order_country_code,
        customer_orders.country_name as order_country_name,
        customer_orders.first_seen_date,
        coalesce(customers.customer_id, customer_orders.customer_id) as known_customer_id,
        coalesce(customer_orders.is_guest, false) as is_guest
    from customers
    full outer join customer_orders on customers.customer_id = customer_orders.customer_id

),

final as (

    select
        known.known_customer_id as customer_id,
        as_of.as_of_date,
        known.is_guest,
        case
            when not known.is_guest
                then coalesce(known.customer_type, case when known.company_name is null then 'B2C' else 'B2B' end)
        end as customer_type,
        {{ age_band('known.birth_date', 'as_of.as_of_date') }} as age_band,
        known.gender,
        coalesce(known.country_code, known.order_country_code) as country_code,
        coalesce(countries.country_name, known.country_code, known.order_country_name, 'Unknown') as country_name,
        known.region,
        known.acquisition_source,
        least({{ business_date('known.first_known_at') }}, known.first_seen_date) as first_known_date,
        case when not known.is_guest then coalesce(known.n_records, 0) end as n_records,
        case when not known.is_guest then known.email is not null end as has_email,
        case when not known.is_guest then known.phone is not null end as has_phone,
        case
            when not known.is_guest
                then known.street_address is not null and coalesce(known.postal_code, known.city) is not null
        end as has_postal_address,
        known.is_email_verified
    from known
    cross join as_of
    left join countries on known.country_code = countries.country_code

)

select * from final
