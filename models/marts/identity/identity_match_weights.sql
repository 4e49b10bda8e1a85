with matches as (

    select * from {{ ref('int_identity_matches') }}

),

match_parameters as (

    select * from {{ ref('identity_match_parameters') }}

),

compared as (

    {%- for comparison in identity_comparisons() %}
        select
            record_a,
            record_b,
            is_accepted,
            '{{ comparison }}' as comparison,
            {{ comparison }}_level as level,
            {{ comparison }}_frequency as frequency
        from matches
        where {{ comparison }}_level is not null
        union all
    {%- endfor %}
    select
        record_a,
        record_b,
        is_accepted,
        'prior' as comparison,
        0 as level,
        cast(null as double) as frequency
    from matches

),

-- Agreement in a frequent value is more often chance than agreement in any value: its own frequency stands in for u.
final as (

    select
        {{ customer_number('compared.record_a') }} as record_a,
        {{ customer_number('compared.record_b') }} as record_b,
        compared.comparison,
        compared.is_accepted,
        compared.level,
        match_parameters.label,
        compared.frequency,
        case
            when compared.comparison = 'prior'
                then ln(match_parameters.m_probability / (1 - match_parameters.m_probability)) / ln(2)
            else
                ln(match_parameters.m_probability / match_parameters.u_probability) / ln(2)
                + coalesce(ln(match_parameters.frequency_u_probability / greatest(compared.frequency, 1e-5)) / ln(2), 0)
        end as match_weight
    from compared
    inner join match_parameters
        on compared.comparison = match_parameters.comparison and compared.level = match_parameters.level

)

select * from final
