with blocking as (

    select * from {{ ref('int_identity_blocking') }}

),

final as (

    select
        rule,
        rule_number,
        n_pairs,
        status,
        case status
            when 'used' then 'Pairs that agree in these columns are compared.'
            when 'without_pairs' then 'No two records agree in these columns.'
            else
                {{ dbt.concat([
                    "'Refused: it would compare '", 'cast(n_pairs as ' ~ dbt.type_string() ~ ')',
                    "' pairs, more than var identity_max_candidate_pairs, " ~ var('identity_max_candidate_pairs') ~ ".'"
                ]) }}
        end as reason
    from blocking

)

select * from final
