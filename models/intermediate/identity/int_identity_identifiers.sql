{#- Whose a value would be by the numbers of customers that it meets, those of one name being one. -#}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
{%- set owner = 'case when @ then coalesce(name_key, crm_customer_id) end' -%}
{%- set owners = {
    'crm_customer_id': no_text,
    'loyalty_member_id': owner.replace('@', 'crm_customer_id is not null'),
    'email': owner.replace('@', 'has_emails'),
    'phone': owner.replace('@', 'has_phones'),
} -%}

with records as (

    select * from {{ ref('int_identity_records') }}

),

office_mailboxes as (

    select * from {{ ref('office_mailboxes') }}

),

-- A number that an order got as a guest's has one address; that of a regular has others beside a dummy of the till.
numbers as (

    select
        crm_customer_id,
        min(email) <> max(email) as has_emails,
        min(phone) <> max(phone) as has_phones
    from records
    where crm_customer_id is not null
    group by crm_customer_id

),

-- A contact is of the person that it refers to: without that name the mailbox of an office would join those who write from it.
known as (

    select
        records.record_id,
        records.crm_customer_id,
        records.loyalty_member_id,
        records.email,
        records.is_email_verified,
        records.phone,
        records.known_at,
        numbers.has_emails,
        numbers.has_phones,
        coalesce(records.name_key, customers.name_key, members.name_key) as name_key,
        coalesce(records.birth_date, customers.birth_date, members.birth_date) as birth_date
    from records
    left join records as customers
        on customers.source = 'crm_customers' and records.crm_customer_id = customers.crm_customer_id
    left join records as members
        on members.source = 'loyalty_members' and records.loyalty_member_id = members.loyalty_member_id
    left join numbers on records.crm_customer_id = numbers.crm_customer_id

),

stated as (

    {%- for type in ['crm_customer_id', 'loyalty_member_id', 'email', 'phone'] %}
        select
            record_id,
            '{{ type }}' as identifier_type,
            {{ type }} as identifier_value,
            name_key,
            birth_date,
            {{ owners[type] }} as owner,
            {{ 'is_email_verified' if type == 'email' else 'cast(null as boolean)' }} as is_verified,
            {{ 'coalesce(' ~ is_mobile('phone') ~ ', false)' if type == 'phone' else 'cast(null as boolean)' }} as is_mobile,
            {{ regexp_replace_all('email', '@.*$', '') if type == 'email' else no_text }} as local_part,
            known_at
        from known
        where {{ type }} is not null
        {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- A window's count(distinct) is not portable, and most values bear one name: the names are counted apart.
names as (

    select
        identifier_type,
        identifier_value,
        count(distinct name_key) as n_names,
        count(distinct owner) as n_owners
    from stated
    group by identifier_type, identifier_value

),

final as (

    select
        stated.record_id,
        stated.identifier_type,
        stated.identifier_value,
        stated.name_key,
        stated.birth_date,
        stated.is_verified,
        stated.known_at,
        names.n_names,
        stated.is_mobile,
        case
            when stated.identifier_type in ('email', 'phone') and names.n_names > {{ var('identity_max_names') }}
                then 'many_names'
            when office_mailboxes.local_part is not null then 'office_mailbox'
            when names.n_owners > {{ var('identity_max_names') }} then 'many_numbers'
        end as demotion_reason
    from stated
    inner join names
        on stated.identifier_type = names.identifier_type and stated.identifier_value = names.identifier_value
    left join office_mailboxes on stated.local_part = office_mailboxes.local_part

)

select * from final
