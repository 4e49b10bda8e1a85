with records as (

    select * from {{ ref('int_identity_records') }}

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

crm_customers as (

    select * from {{ ref('int_crm_customers_judged') }}
    where row_outcome = 'kept'

),

final as (

    select
        customer_ids.customer_id,
        records.record_id,
        records.source,
        records.full_name,
        records.name_key,
        crm_customers.first_name,
        crm_customers.last_name,
        records.email,
        records.is_email_verified,
        records.phone,
        records.birth_date,
        records.gender,
        records.job_title,
        records.street_address,
        records.postal_code,
        records.city,
        crm_customers.region,
        records.country_code,
        records.company_name,
        crm_customers.industry,
        crm_customers.company_size,
        crm_customers.customer_type,
        crm_customers.source as acquisition_source,
        crm_customers.owner as account_owner,
        records.known_at,
        records.last_known_at
    from customer_ids
    inner join records on customer_ids.record_id = records.record_id
    left join crm_customers
        on records.source = 'crm_customers' and records.crm_customer_id = crm_customers.crm_customer_id

)

select * from final
