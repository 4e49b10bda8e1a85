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
        min(records.email) as email,
        min(records.phone) as phone,
        min(records.birth_date) as birth_date,
        min(records.gender) as gender,
        min(crm_customers.region) as region,
        min(records.country_code) as country_code,
        min(records.company_name) as company_name,
        min(crm_customers.industry) as industry,
        min(crm_customers.company_size) as company_size,
        min(crm_customers.customer_type) as customer_type,
        min(crm_customers.source) as acquisition_source,
        bool_or(records.is_email_verified) as is_email_verified,
        count(*) as n_records,
        min(records.known_at) as first_known_at
    from customer_ids
    inner join records on customer_ids.record_id = records.record_id
    left join crm_customers on records.source = 'crm_customers' and records.crm_customer_id = crm_customers.crm_customer_id
    group by customer_ids.customer_id

)

select * from final
