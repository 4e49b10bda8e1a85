{#- The tags of each customer who has any, as one text in alphabetical order. A comma parts two tags: none stands in a value. -#}

with customer_tags as (

    select
        customer_id,
        tag,
        case
            when tag_value is null then tag
            else {{ dbt.concat(['tag', "'='", "translate(coalesce(tag_value, ''), ',', ';')"]) }}
        end as label
    from {{ ref('customer_tags') }}

),

final as (

    select
        customer_id,
        concat_ws(
            ', ',
            {% for tag in tags() %}
                max(case when tag = '{{ tag }}' then label end){{ ',' if not loop.last }}
            {% endfor %}
        ) as tags
    from customer_tags
    group by customer_id

)

select * from final
