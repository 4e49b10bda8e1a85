with final as (

    {% for tag in tags() %}
        select
            customer_id,
            tag,
            tag_value,
            reason,
            since_date
        from {{ ref('int_tag_' ~ tag) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final
