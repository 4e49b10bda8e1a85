with contacts as (

    select * from {{ ref('int_account_contacts') }}

),

final as (

    select
        account_id,
        customer_id
    from contacts

)

select * from final
