with records as (

    select * from {{ ref('int_identity_records') }}

),

identity_barriers as (

    select * from {{ ref('identity_barriers') }}
    where is_enforced

),

-- Contacts show the number of a member too, maybe that of somebody else's card: a membership is stated by its own record alone.
stated as (

    select
        record_id,
        'birth_date' as barrier_type,
        cast(birth_date as {{ dbt.type_string() }}) as barrier_value
    from records
    where birth_date is not null
    union all
    select
        record_id,
        'gender' as barrier_type,
        {{ dbt.concat(["gender", "' '", given_name('name_key')]) }} as barrier_value
    from records
    where gender in ('female', 'male') and name_key is not null
    union all
    select
        record_id,
        'loyalty_member_id' as barrier_type,
        loyalty_member_id as barrier_value
    from records
    where source = 'loyalty_members'

),

final as (

    select stated.record_id, stated.barrier_type, stated.barrier_value
    from stated
    inner join identity_barriers on stated.barrier_type = identity_barriers.barrier_type

)

select * from final
