{{ config(schema='intermediate') }}

{#- The three causes that raise each customer's risk most, side by side for the serving marts; fewer where fewer raise it. -#}

with reasons as (

    select * from {{ ref('churn_reasons') }}
    where cause_rank between 1 and 3 and contribution > 0

),

final as (

    select
        {% for rank in [1, 2, 3] %}
            max(case when cause_rank = {{ rank }} then cause end) as cause_{{ rank }},
            max(case when cause_rank = {{ rank }} then reason_text end) as cause_{{ rank }}_text,
            max(case when cause_rank = {{ rank }} then contribution end) as cause_{{ rank }}_contribution,
        {% endfor %}
        customer_id
    from reasons
    group by customer_id

)

select * from final
