{# The last CTEs of int_customer_id_log, over its CTEs candidates, as_of, previous, carried_over, latest, claims and ranked:
   everybody's id of this build, and the rows that differ from the latest ones. #}
{% macro customer_id_changes() -%}
new_people as (

    select
        candidates.*,
        row_number() over (
            partition by candidates.person_id
            order by candidates.anchor_rank, candidates.known_at asc nulls last, candidates.record_id asc
        ) as place
    from candidates
    left join ranked on candidates.person_id = ranked.person_id and ranked.place = 1
    where ranked.person_id is null

),

people as (

    select person_id, customer_id from ranked
    where place = 1
    union all
    select person_id, own_id as customer_id from new_people
    where place = 1

),

claimed as (

    select
        claims.customer_id as claimed_id,
        people.customer_id
    from claims
    inner join people on claims.person_id = people.person_id

),

states as (

    select
        'record' as subject,
        candidates.record_id as subject_id,
        people.customer_id,
        latest.customer_id as previous_customer_id,
        cast(null as {{ dbt.type_timestamp() }}) as known_at
    from candidates
    inner join people on candidates.person_id = people.person_id
    left join latest on latest.subject = 'record' and candidates.record_id = latest.subject_id
    union all
    -- An id that nobody claims any more follows the one that it was merged into.
    select
        'customer' as subject,
        latest.subject_id,
        coalesce(claimed.customer_id, followed.customer_id, latest.customer_id) as customer_id,
        latest.customer_id as previous_customer_id,
        cast(null as {{ dbt.type_timestamp() }}) as known_at
    from latest
    left join claimed on latest.subject_id = claimed.claimed_id
    left join claimed as followed on latest.customer_id = followed.claimed_id
    where latest.subject = 'customer'
    union all
    select
        'customer' as subject,
        new_people.own_id as subject_id,
        new_people.own_id as customer_id,
        latest.customer_id as previous_customer_id,
        new_people.known_at
    from new_people
    left join latest on latest.subject = 'record' and new_people.record_id = latest.subject_id
    where new_people.place = 1

),

this_build as (

    select coalesce(max(build_number), 0) + 1 as build_number from previous

),

final as (

    select
        cast(this_build.build_number as bigint) as build_number,
        as_of.as_of_date,
        states.subject,
        states.subject_id,
        states.customer_id,
        states.previous_customer_id,
        states.known_at
    from states
    cross join this_build
    cross join as_of
    where states.customer_id is distinct from states.previous_customer_id
    union all
    select * from carried_over

)
{%- endmacro %}
