{{ config(materialized=staged_for_judging()) }}

{%- set columns = [
    'loyalty_member_id', 'customer_id', 'full_name', 'email', 'phone', 'birth_date', 'tier', 'joined_at',
    'referred_by_member_id', 'status', 'updated_at'
] -%}

with raw_loyalty_members as (

    select {{ plain_columns(columns) }}
    from {{ raw('loyalty_members') }}

),

stated as (

    select
        {{ known_id('loyalty_member_id') }} as loyalty_member_id,
        {{ known_id('customer_id') }} as customer_id,
        {{ known_id('referred_by_member_id') }} as referred_by_member_id,

        {{ person_name('full_name') }} as full_name,
        {{ lower_text(known_text('tier')) }} as tier,
        {{ lower_text(known_text('status')) }} as status,
        {{ email_text('email') }} as email_text,
        {{ phone_text('phone') }} as phone_text,

        {{ any_to_date('birth_date', first_serial=10000) }} as stated_birth_date,
        {{ any_to_timestamp('joined_at') }} as joined_at,
        {{ any_to_timestamp('updated_at') }} as updated_at,

        {{ raw_names(columns) }}
    from raw_loyalty_members

),

typed as (

    select
        stated.*,
        case
            when placeholder_birth_dates.value is null
                then {{ plausible_birth_date('stated.stated_birth_date', 'stated.joined_at') }}
        end as birth_date
    from stated
    left join {{ ref('placeholder_values') }} as placeholder_birth_dates
        on
            placeholder_birth_dates.kind = 'birth_date'
            and cast(stated.stated_birth_date as {{ dbt.type_string() }}) = placeholder_birth_dates.value

),

final as (

    select
        {{ raw_row_hash(columns, ['birth_date', 'joined_at', 'updated_at']) }} as row_hash,
        typed.*,
        {{ corrected_email('typed.email_text', 'domains.right_domain', 'placeholder_emails.value') }} as email,
        case when placeholder_phones.value is null then {{ to_e164('typed.phone_text') }} end as phone,
        {{ is_mobile('phone') }} as is_mobile
    from typed
    left join {{ ref('email_domains') }} as domains on {{ email_domain('typed.email_text') }} = domains.wrong_domain
    left join {{ ref('placeholder_values') }} as placeholder_emails
        on placeholder_emails.kind = 'email' and typed.email_text = placeholder_emails.value
    left join {{ ref('placeholder_values') }} as placeholder_phones
        on placeholder_phones.kind = 'phone' and typed.phone_text = placeholder_phones.value

)

select * from final
