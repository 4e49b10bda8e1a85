with comparables as (

    select * from {{ ref('int_identity_comparables') }}

),

-- Each rule is there once more without a record, so that one whose columns are empty is listed too.
blocks as (

    {%- for columns in identity_blocking_rules() %}
        select
            '{{ columns | join(", ") }}' as rule,
            {{ loop.index }} as rule_number,
            cast(count(*) as double) as n_records
        from comparables
        where {{ columns | join(' is not null and ') }} is not null
        group by {{ columns | join(', ') }}
        union all
        select
            '{{ columns | join(", ") }}' as rule,
            {{ loop.index }} as rule_number,
            cast(0 as double) as n_records
        {{ 'union all' if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        rule,
        rule_number,
        cast(sum(n_records * (n_records - 1) / 2) as bigint) as n_pairs
    from blocks
    group by rule, rule_number

),

final as (

    select
        rule,
        rule_number,
        n_pairs,
        case
            when n_pairs > {{ var('identity_max_candidate_pairs') }} then 'refused'
            when n_pairs = 0 then 'without_pairs'
            else 'used'
        end as status
    from counted

)

select * from final
