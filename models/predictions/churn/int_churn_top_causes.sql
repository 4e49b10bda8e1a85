{{ config(schema='intermediate') }}

{#- The three causes that raise each customer's risk most, side by side for the serving marts; fewer where fewer raise it. The
    time of year raises everybody's and is none, nor is a cause whose number is the typical one or not known: nothing could be
    said of this customer. -#}

with reasons as (

    select
        *,
        row_number() over (partition by customer_id order by cause_rank asc) as place
    from {{ ref('churn_reasons') }}
    where
        cause_rank > 0
        and contribution > 0
        and shown_feature <> '{{ churn_season_feature_name() }}'
        and shown_value <> reference_value

),

final as (

    select
        {% for rank in [1, 2, 3] %}
            max(case when place = {{ rank }} then cause end) as cause_{{ rank }},
            max(case when place = {{ rank }} then reason_text end) as cause_{{ rank }}_text,
            max(case when place = {{ rank }} then contribution end) as cause_{{ rank }}_contribution,
        {% endfor %}
        customer_id
    from reasons
    group by customer_id

)

select * from final
