with comparables as (

    select * from {{ ref('int_identity_comparables') }}

),

blocks as (

    {%- for columns in identity_blocking_rules() %}
        select
            '{{ columns | join(", ") }}' as rule,
            {{ loop.index }} as rule_number,
            '{{ columns[0] }}' as first_column,
            '{{ columns[-1] }}' as second_column,
            cast(count(*) as double) as n_records
        from comparables
        where {{ columns | join(' is not null and ') }} is not null
        group by {{ columns | join(', ') }}
                {{ 'union all' if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        rule,
        rule_number,
        first_column,
        second_column,
        cast(sum(n_records * (n_records - 1) / 2) as bigint) as n_pairs
    from blocks
    group by rule, rule_number, first_column, second_column

),

final as (

    select
        rule,
        rule_number,
        first_column,
        second_column,
        n_pairs,
        case
            when n_pairs > {{ var('identity_max_candidate_pairs') }} then 'refused'
            when n_pairs = 0 then 'without_pairs'
            else 'used'
        end as status
    from counted

)

select * from final
