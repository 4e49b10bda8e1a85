with people as (

    select * from {{ ref('int_identity_people') }}
    where person_id is not null

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

refused_merges as (

    select * from {{ ref('int_identity_refused_merges') }}

),

identity_rules as (

    select * from {{ ref('identity_rules') }}

),

customers as (

    select distinct people.cluster_id, customer_ids.customer_id
    from people
    inner join customer_ids on people.record_id = customer_ids.record_id

),

stated as (

    select record_id, 'birth_date' as attribute, cast(birth_date as {{ dbt.type_string() }}) as stated_value
    from records
    where birth_date is not null
    union all
    select record_id, 'gender' as attribute, gender as stated_value
    from records
    where gender is not null
    union all
    select record_id, 'loyalty_member_id' as attribute, loyalty_member_id as stated_value
    from records
    where source = 'loyalty_members'

),

within_one as (

    select
        customer_ids.customer_id,
        stated.attribute,
        count(distinct stated.stated_value) as n_values,
        min(stated.stated_value) as lowest_value,
        max(stated.stated_value) as highest_value
    from stated
    inner join customer_ids on stated.record_id = customer_ids.record_id
    group by customer_ids.customer_id, stated.attribute
    having count(distinct stated.stated_value) > 1

),

final as (

    select
        ours.customer_id,
        theirs.customer_id as other_customer_id,
        refused_merges.barrier_type as attribute,
        'kept_apart' as outcome,
        identity_rules.rule,
        refused_merges.n_values_a + refused_merges.n_values_b as n_values,
        {{ masked_barrier('refused_merges.barrier_type', 'refused_merges.value_a') }} as masked_value,
        {{ masked_barrier('refused_merges.barrier_type', 'refused_merges.value_b') }} as other_masked_value
    from refused_merges
    inner join identity_rules on refused_merges.priority = identity_rules.priority
    inner join customers as ours on refused_merges.cluster_a = ours.cluster_id
    inner join customers as theirs on refused_merges.cluster_b = theirs.cluster_id
    union all
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as other_customer_id,
        attribute,
        'in_one_customer' as outcome,
        cast(null as {{ dbt.type_string() }}) as rule,
        n_values,
        {{ masked_barrier('attribute', 'lowest_value') }} as masked_value,
        {{ masked_barrier('attribute', 'highest_value') }} as other_masked_value
    from within_one

)

select * from final
