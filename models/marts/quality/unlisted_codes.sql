{#- Nothing is lost by them, and no row is quarantined: a value that no seed lists only means less than whoever sent it meant. -#}

{%- set coded = coded_columns() -%}

with counted as (

    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as code_value,
        cast(null as {{ dbt.type_string() }}) as counts_as,
        cast(null as {{ dbt.type_string() }}) as listed_in,
        cast(0 as bigint) as n_rows
    where false
    {%- for one in coded %}
        union all
        select
            '{{ one.input }}' as source_name,
            '{{ one.column }}' as column_name,
            {{ without_contacts(lower_text(one.column)) }} as code_value,
            '{{ one.unlisted }}' as counts_as,
            '{{ ('code_spellings: ' ~ one.list if one.list else '') ~ (', ' if one.list and one.seed else '')
                ~ (one.seed or '') }}' as listed_in,
            cast(count(*) as bigint) as n_rows
        from {{ ref('int_' ~ one.input ~ '_judged') }}
        where row_outcome = 'kept' and {{ one.column }} is not null
        group by {{ without_contacts(lower_text(one.column)) }}
    {%- endfor %}

),

listed as (

    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as code_value
    where false
    {%- for one in coded if one.list %}
        union
        select
            '{{ one.input }}' as source_name,
            '{{ one.column }}' as column_name,
            {{ lower_text('code') }} as code_value
        from {{ ref('code_spellings') }}
        where code_list = '{{ one.list }}'
    {%- endfor %}
    {%- for one in coded if one.seed %}
        union
        select
            '{{ one.input }}' as source_name,
            '{{ one.column }}' as column_name,
            {{ lower_text(one.seed_column) }} as code_value
        from {{ ref(one.seed) }}
    {%- endfor %}

),

shares as (

    select
        *,
        cast(n_rows as double) / sum(n_rows) over (partition by source_name, column_name) as row_rate
    from counted

),

final as (

    select
        shares.source_name,
        shares.column_name,
        shares.code_value,
        shares.n_rows,
        shares.row_rate,
        shares.counts_as,
        shares.listed_in
    from shares
    left join listed
        on
            shares.source_name = listed.source_name
            and shares.column_name = listed.column_name
            and shares.code_value = listed.code_value
    where listed.code_value is null

)

select * from final
