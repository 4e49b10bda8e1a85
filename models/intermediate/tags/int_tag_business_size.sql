{#- Business customers by the size of their company: as their own record says, whether or not it names the company, or else most
    records of its contacts. -#}

with profiles as (

    select * from {{ ref('int_customer_profiles') }}
    where customer_type = 'B2B'

),

customers as (

    select * from {{ ref('customers') }}

),

contacts as (

    select * from {{ ref('int_account_contacts') }}

),

company_sizes as (

    select * from {{ ref('company_sizes') }}

),

account_sizes as (

    select
        account_id,
        company_size,
        row_number() over (partition by account_id order by count(*) desc, company_size asc) as place
    from contacts
    where company_size is not null
    group by account_id, company_size

),

sized as (

    select
        customers.customer_id,
        coalesce(customers.company_size, account_sizes.company_size) as company_size
    from customers
    left join contacts on customers.customer_id = contacts.customer_id
    left join account_sizes on contacts.account_id = account_sizes.account_id and account_sizes.place = 1

),

final as (

    select
        profiles.customer_id,
        'business_size' as tag,
        company_sizes.size_class as tag_value,
        {{ dbt.concat(["'company of size '", 'sized.company_size']) }} as reason,
        coalesce(profiles.first_known_date, profiles.as_of_date) as since_date
    from profiles
    inner join sized on profiles.customer_id = sized.customer_id
    inner join company_sizes on {{ lower_text('sized.company_size') }} = company_sizes.company_size

)

select * from final
