{%- set shown = ['full_name', 'email', 'phone', 'birth_date', 'street_address', 'postal_code', 'city', 'gender', 'job_title'] -%}

with all_matches as (

    select * from {{ ref('int_identity_matches') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

people as (

    select * from {{ ref('int_identity_people') }}

),

decisions as (

    select * from {{ ref('int_identity_decisions') }}

),

weights as (

    select * from {{ ref('identity_match_weights') }}
    where comparison <> 'prior'

),

matches as (

    select all_matches.*
    from all_matches
    left join decisions on all_matches.record_a = decisions.record_a and all_matches.record_b = decisions.record_b
    where decisions.record_a is null

),

ranked as (

    select
        *,
        {{ dbt.concat(['comparison', "' '", 'label']) }} as finding,
        row_number() over (partition by record_a, record_b order by match_weight desc, comparison asc) as place_for,
        row_number() over (partition by record_a, record_b order by match_weight asc, comparison asc) as place_against
    from weights

),

evidence as (

    select
        record_a,
        record_b,
        max(case when place_for = 1 and match_weight > 0 then finding end) as strongest_for,
        max(case when place_against = 1 and match_weight < 0 then finding end) as strongest_against
    from ranked
    group by record_a, record_b

),

final as (

    select
        matches.record_a,
        matches.record_b,
        {%- for column in shown %}
            record_a.{{ column }} as {{ column }}_a,
            record_b.{{ column }} as {{ column }}_b,
        {%- endfor %}
        matches.match_weight,
        matches.match_probability,
        {{ dbt.concat([
            "'For: '", "coalesce(evidence.strongest_for, 'nothing')", "'; against: '",
            "coalesce(evidence.strongest_against, 'nothing')", "'.'"
        ]) }} as reason
    from matches
    inner join people as people_a on matches.record_a = people_a.record_id
    inner join people as people_b on matches.record_b = people_b.record_id
    inner join records as record_a on matches.record_a = record_a.record_id
    inner join records as record_b on matches.record_b = record_b.record_id
    left join evidence on matches.record_a = evidence.record_a and matches.record_b = evidence.record_b
    where people_a.cluster_id <> people_b.cluster_id

)

select * from final
