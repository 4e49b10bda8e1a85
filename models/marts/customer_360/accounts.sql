{%- set counts = [
    'n_orders', 'n_orders_365d', 'n_cancellations', 'n_tickets', 'n_open_tickets', 'n_complaints', 'n_survey_responses',
    'n_web_visits', 'n_web_visits_365d', 'n_touches', 'n_touches_opened', 'n_touches_clicked', 'n_touches_converted',
] -%}
{%- set amounts = [
    'sales_amount', 'refund_amount', 'net_revenue_amount', 'order_amount_365d', 'net_revenue_amount_365d',
    'product_revenue_amount', 'costed_revenue_amount', 'discount_amount', 'amount_at_risk', 'points_balance',
] -%}
{%- set labels = {
    'company_name': 'names', 'country_code': 'countries', 'email_domain': 'domains', 'industry': 'industries',
    'company_size': 'sizes',
} -%}

with contacts as (

    select * from {{ ref('int_account_contacts') }}

),

customer_360 as (

    select * from {{ ref('customer_360') }}

),

-- An account is called what most of its contacts call it; of equals the first by name.
{% for label, candidates in labels.items() %}
    {{ candidates }} as (

        select
            account_id,
            {{ label }},
            row_number() over (partition by account_id order by count(*) desc, {{ label }} asc) as place
        from contacts
        where {{ label }} is not null
        group by account_id, {{ label }}

    ),
{% endfor %}

totals as (

    select
        contacts.account_id,
        max(customer_360.as_of_date) as as_of_date,
        count(*) as n_contacts,
        cast(sum(case when customer_360.n_orders > 0 then 1 when customer_360.n_orders = 0 then 0 end) as bigint) as n_buyers,
        cast(sum(
            case when customer_360.is_contactable_by_email then 1 when not customer_360.is_contactable_by_email then 0 end
        ) as bigint) as n_contactable_by_email,
        min(customer_360.first_known_date) as first_known_date,
        min(customer_360.first_order_date) as first_order_date,
        max(customer_360.last_order_date) as last_order_date,
        min(customer_360.recency_days) as recency_days,
        {% for column in counts %}
            cast(sum(customer_360.{{ column }}) as bigint) as {{ column }},
        {% endfor %}
        {% for column in amounts %}
            cast(sum(customer_360.{{ column }}) as decimal(18, 4)) as {{ column }},
        {% endfor %}
        -- 0 of a contact who bought nothing says nothing of what the others bought
        cast(case
            when count(customer_360.net_margin_amount) = count(*) or sum(customer_360.costed_revenue_amount) <> 0
                then sum(customer_360.net_margin_amount)
        end as decimal(18, 4)) as net_margin_amount,
        cast(sum(
            case when customer_360.nps_score is not null then 1 when customer_360.n_survey_responses is not null then 0 end
        ) as bigint) as n_nps_scores,
        cast(sum(customer_360.nps_score) as double) / nullif(count(customer_360.nps_score), 0) as mean_nps_score,
        cast(
            count(case when customer_360.nps_class = 'promoter' then 1 end)
            - count(case when customer_360.nps_class = 'detractor' then 1 end) as double
        ) / nullif(count(customer_360.nps_class), 0) as nps_rate,
        max(customer_360.churn_probability) as highest_churn_probability,
        max(customer_360.last_ticket_date) as last_ticket_date,
        max(customer_360.last_web_visit_date) as last_web_visit_date,
        max(customer_360.last_touch_date) as last_touch_date
    from contacts
    inner join customer_360 on contacts.customer_id = customer_360.customer_id
    group by contacts.account_id

),

final as (

    select
        totals.*,
        names.company_name,
        countries.country_code,
        domains.email_domain,
        industries.industry,
        sizes.company_size
    from totals
    left join names on totals.account_id = names.account_id and names.place = 1
    left join countries on totals.account_id = countries.account_id and countries.place = 1
    left join domains on totals.account_id = domains.account_id and domains.place = 1
    left join industries on totals.account_id = industries.account_id and industries.place = 1
    left join sizes on totals.account_id = sizes.account_id and sizes.place = 1

)

select * from final
