{#- Which customer every record is of, and which customer every id stands for, written down whenever it changes; nothing is
    ever rewritten, so that an id survives rebuilds, and --full-refresh too. docs/customer_ids.md says how ids are chosen. -#}

{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail') }}

{%- set columns = 'build_number, as_of_date, subject, subject_id, customer_id, previous_customer_id, known_at' -%}

with candidates as (

    select * from {{ ref('int_customer_id_candidates') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{% if is_incremental() -%}
    stored as (

        select {{ columns }} from {{ this }}

    ),

{% endif -%}
carried_over as (

    select {{ columns }} from {{ ref('int_known_customer_ids_judged') }}
    where row_outcome = 'kept'{{ ' and not exists (select 1 from stored)' if is_incremental() }}

),

previous as (

    select * from carried_over
    {%- if is_incremental() %}
    union all
    select * from stored
    {%- endif %}

),

held as (

    select
        subject,
        subject_id,
        customer_id,
        build_number as since_build,
        lead(build_number) over (partition by subject, subject_id order by build_number) as until_build
    from previous

),

latest as (

    select * from held
    where until_build is null

),

issued as (

    select
        subject_id as customer_id,
        min(build_number) as issued_build,
        min(known_at) as issued_known_at
    from previous
    where subject = 'customer'
    group by subject_id

),

anchored as (

    select
        issued.*,
        candidates.person_id
    from issued
    left join candidates on issued.customer_id = candidates.own_id

),

-- The record that the id is called after is gone: those that bear the id still, the longest first, then those that did.
heirs as (

    select
        anchored.customer_id,
        anchored.issued_build,
        anchored.issued_known_at,
        candidates.person_id,
        held.until_build is not null as is_former,
        row_number() over (
            partition by anchored.customer_id
            order by
                held.until_build desc nulls first, held.since_build asc, candidates.known_at asc nulls last,
                candidates.record_id asc
        ) as place
    from anchored
    inner join held on held.subject = 'record' and anchored.customer_id = held.customer_id
    inner join candidates on held.subject_id = candidates.record_id
    where anchored.person_id is null

),

claims as (

    select customer_id, issued_build, issued_known_at, person_id, false as is_former from anchored
    where person_id is not null
    union all
    select customer_id, issued_build, issued_known_at, person_id, is_former from heirs
    where place = 1

),

ranked as (

    select
        customer_id,
        person_id,
        row_number() over (
            partition by person_id
            order by is_former asc, issued_build asc, issued_known_at asc nulls last, customer_id asc
        ) as place
    from claims

),

{{ customer_id_changes() }}

select * from final
