with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

records as (

    select * from {{ ref('int_identity_records') }}

),

-- Of a birth date the year is shown, of a name the initial; members and genders are shown as they are.
stated as (

    select
        people.person_id,
        'birth_date' as attribute,
        cast(records.birth_date as {{ dbt.type_string() }}) as stated_value,
        {{ dbt.concat(["left(cast(records.birth_date as " ~ dbt.type_string() ~ "), 4)", "'-**-**'"]) }} as masked_value
    from people
    inner join records on people.record_id = records.record_id
    where records.birth_date is not null
    union all
    select people.person_id, 'gender' as attribute, records.gender as stated_value, records.gender as masked_value
    from people
    inner join records on people.record_id = records.record_id
    where records.gender is not null
    union all
    select
        people.person_id,
        'loyalty_member_id' as attribute,
        records.loyalty_member_id as stated_value,
        records.loyalty_member_id as masked_value
    from people
    inner join records on people.record_id = records.record_id
    where records.source = 'loyalty_members'

),

final as (

    select
        person_id,
        attribute,
        count(distinct stated_value) as n_values,
        count(*) as n_records,
        min(masked_value) as lowest_masked_value,
        max(masked_value) as highest_masked_value
    from stated
    group by person_id, attribute
    having count(distinct stated_value) > 1

)

select * from final
