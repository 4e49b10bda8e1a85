{#- A contact is of the company that its name and country tell or, without a name, its business email. Names that mostly use one
    business domain are one company, however they are spelled; a domain of many names is a provider's or an agency's and says
    nothing. Everything is one step, so no chain of domains and names can grow. -#}

with customers as (

    select * from {{ ref('customers') }}

),

company_keys as (

    select * from {{ ref('int_company_keys') }}

),

public_domains as (

    select * from {{ ref('public_email_domains') }}

),

contacts as (

    select
        customers.customer_id,
        customers.company_name,
        customers.country_code,
        customers.industry,
        customers.company_size,
        customers.first_known_at,
        company_keys.company_key,
        case
            when public_domains.domain is null then {{ email_domain('customers.email') }}
        end as email_domain,
        max(customers.country_code) over (partition by company_keys.company_key) as last_country_code,
        min(customers.country_code) over (partition by company_keys.company_key) as first_country_code
    from customers
    left join company_keys on customers.company_name = company_keys.company_name
    left join public_domains on {{ email_domain('customers.email') }} = public_domains.domain
    where customers.company_name is not null or customers.customer_type = 'B2B'

),

-- A name without a country is of the only country that the name has.
named as (

    select
        *,
        case
            when company_key is not null
                then concat_ws('|', company_key, coalesce(
                    country_code, case when first_country_code = last_country_code then first_country_code end, ''
                ))
        end as name_key
    from contacts

),

company_domains as (

    select email_domain
    from named
    where email_domain is not null
    group by email_domain
    having count(distinct company_key) <= {{ var('identity_max_names') }}

),

pairs as (

    select
        named.name_key,
        named.email_domain,
        first_value(named.email_domain) over (partition by named.name_key order by count(*) desc, named.email_domain asc)
            as home_domain,
        row_number() over (partition by named.email_domain order by count(*) desc, named.name_key asc) as name_place
    from named
    inner join company_domains on named.email_domain = company_domains.email_domain
    where named.name_key is not null
    group by named.name_key, named.email_domain

),

homes as (

    select
        named.*,
        coalesce(named.name_key, company_domains.email_domain) as own_key,
        coalesce(names.home_domain, named.name_key, owners.home_domain, company_domains.email_domain) as account_key
    from named
    left join company_domains on named.email_domain = company_domains.email_domain
    left join pairs as names on named.name_key = names.name_key and names.email_domain = names.home_domain
    left join pairs as owners on named.name_key is null and named.email_domain = owners.email_domain and owners.name_place = 1

),

-- The contact known first names the account, so that later ones do not change its id.
final as (

    select
        customer_id,
        company_name,
        country_code,
        email_domain,
        industry,
        company_size,
        first_known_at,
        {{ dbt.concat(["'A-'", dbt.hash('first_value(own_key) over (partition by account_key order by '
            ~ 'coalesce(first_known_at, cast(\'9999-12-31\' as ' ~ dbt.type_timestamp() ~ ')), customer_id)')]) }} as account_id
    from homes
    where account_key is not null

)

select * from final
