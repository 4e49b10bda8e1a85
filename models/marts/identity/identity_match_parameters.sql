with match_model as (

    select * from {{ ref('int_identity_match_model') }}

),

final as (

    select
        comparison,
        level,
        label,
        m_probability,
        u_probability,
        match_weight,
        frequency_column,
        frequency_u_probability
    from match_model

)

select * from final
