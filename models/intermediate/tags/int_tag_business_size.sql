{#- Business customers by the size of their company: as their own record says, whether or not it names the company, or else most
    records of its contacts. Sizes that the seed does not list say nothing. -#}

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
        contacts.account_id,
        contacts.company_size,
        company_sizes.size_class,
        row_number() over (partition by contacts.account_id order by count(*) desc, contacts.company_size asc) as place
    from contacts
    inner join company_sizes on {{ lower_text('contacts.company_size') }} = company_sizes.company_size
    group by contacts.account_id, contacts.company_size, company_sizes.size_class

),

sized as (

    select
        customers.customer_id,
        coalesce(company_sizes.size_class, account_sizes.size_class) as size_class,
        case
            when company_sizes.size_class is null then account_sizes.company_size else customers.company_size
        end as company_size
    from customers
    left join company_sizes on {{ lower_text('customers.company_size') }} = company_sizes.company_size
    left join contacts on customers.customer_id = contacts.customer_id
    left join account_sizes on contacts.account_id = account_sizes.account_id and account_sizes.place = 1

),

final as (

    select
        profiles.customer_id,
        'business_size' as tag,
        sized.size_class as tag_value,
        {{ dbt.concat(["'company of size '", 'sized.company_size']) }} as reason,
        coalesce(profiles.first_known_date, profiles.as_of_date) as since_date
    from profiles
    inner join sized on profiles.customer_id = sized.customer_id
    where sized.size_class is not null

)

select * from final
