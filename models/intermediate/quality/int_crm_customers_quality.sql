with crm_customers as (

    select * from {{ ref('int_crm_customers_judged') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ quality_counts('crm_customers', typed={'country': 'crm_customers.country_code'}) }}

select * from final
