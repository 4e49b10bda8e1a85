{#- Each customer under every group that marts report by (macro slices), so that no mart lists them anew. -#}

with acquisition as (

    select * from {{ ref('int_customer_acquisition') }}

),

final as (

    {% for kind, value in slices() %}
        select
            customer_id,
            '{{ kind }}' as slice_kind,
            {{ value }} as slice_value
        from acquisition
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
