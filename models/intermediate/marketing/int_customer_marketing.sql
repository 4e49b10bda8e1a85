{#- What followed a touch counts where it had happened by the as-of day; who was held out was sent nothing. -#}

with touches as (

    select * from {{ ref('int_campaign_touches_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

owned as (

    select
        customer_ids.customer_id,
        coalesce(touches.is_holdout, false) as is_holdout,
        {% for step in ['opened', 'clicked', 'converted'] %}
            coalesce({{ business_date('touches.' ~ step ~ '_at') }} <= as_of.as_of_date, false) as is_{{ step }},
        {% endfor %}
        {{ business_date('touches.sent_at') }} as sent_date
    from touches
    cross join as_of
    inner join customer_ids
        on {{ contact_record_id("'campaign_touches'", 'touches.customer_id', email='touches.email') }} = customer_ids.record_id

),

final as (

    select
        customer_id,
        count(case when not is_holdout then 1 end) as n_touches,
        count(case when is_holdout then 1 end) as n_holdouts,
        count(case when not is_holdout and is_opened then 1 end) as n_touches_opened,
        count(case when not is_holdout and is_clicked then 1 end) as n_touches_clicked,
        count(case when not is_holdout and is_converted then 1 end) as n_touches_converted,
        max(case when not is_holdout then sent_date end) as last_touch_date
    from owned
    group by customer_id

)

select * from final
