{#- Sales of both periods of each comparison by slice and by what the customer did (int_customer_steps). Customers alike in all
    groups that marts report by are added up before the groups are told apart, so that each is read once. The type of a customer
    is known without a valid order too. -#}
{%- set measures = ['n_customers'] -%}
{%- for side in ['earlier', 'later'] -%}
    {%- for measure in ['n_customers', 'n_orders', 'n_unitemised_orders', 'units', 'sales_amount', 'refund_amount'] -%}
        {%- do measures.append(side ~ '_' ~ measure) -%}
    {%- endfor -%}
{%- endfor -%}
{%- set customer_kinds = slices() | map('first') | reject('equalto', 'all') | list + ['segment'] -%}
{%- set buyers -%}
    case when earlier_sales_amount > 0 and not is_guest then 1 else 0 end as earlier_n_customers,
    case when later_sales_amount > 0 and not is_guest then 1 else 0 end as later_n_customers,
    case when earlier_sales_amount > 0 or later_sales_amount > 0 then 1 else 0 end as n_customers
{%- endset -%}

with steps as (

    select
        *,
        {{ buyers }}
    from {{ ref('int_customer_steps') }}

),

changes as (

    select
        *,
        {{ buyers }}
    from {{ ref('int_customer_changes') }}
    where slice_kind <> 'all'

),

acquisition as (

    select * from {{ ref('int_customer_acquisition') }}

),

profiles as (

    select * from {{ ref('int_customer_profiles') }}

),

segments as (

    select * from {{ ref('int_customer_segments') }}

),

customers as (

    select
        steps.*,
        {% for kind, column in slices() if kind != 'all' %}
            {% set known_from = 'profiles' if kind == 'customer_type' else 'acquisition' %}
            case when steps.is_guest then 'guest' else coalesce({{ known_from }}.{{ column }}, 'unknown') end as {{ kind }},
        {% endfor %}
        case when steps.is_guest then 'guest' else coalesce(segments.segment, 'none') end as segment
    from steps
    left join acquisition on steps.customer_id = acquisition.customer_id
    left join profiles on steps.customer_id = profiles.customer_id
    left join segments on steps.customer_id = segments.customer_id and steps.period_start_date = segments.month_date

),

alike as (

    select
        comparison,
        period_start_date,
        {% for kind in customer_kinds %}
            {{ kind }},
        {% endfor %}
        {% for measure in measures %}
            sum({{ measure }}) as {{ measure }},
        {% endfor %}
        step
    from customers
    group by comparison, period_start_date, {{ customer_kinds | join(', ') }}, step

),

sliced as (

    select
        changes.comparison,
        changes.period_start_date,
        changes.slice_kind,
        changes.slice_value,
        {% for measure in measures %}
            changes.{{ measure }},
        {% endfor %}
        steps.step
    from changes
    inner join {{ ref('int_customer_steps') }} as steps
        on
            changes.comparison = steps.comparison
            and changes.period_start_date = steps.period_start_date
            and changes.customer_id = steps.customer_id
    {% for kind in ['all'] + customer_kinds %}
        union all
        select
            comparison,
            period_start_date,
            '{{ kind }}' as slice_kind,
            {{ "'all'" if kind == 'all' else kind }} as slice_value,
            {% for measure in measures %}
                {{ measure }},
            {% endfor %}
            step
        from alike
    {% endfor %}

),

final as (

    select
        comparison,
        period_start_date,
        slice_kind,
        slice_value,
        step,
        {% for side in ['earlier', 'later'] %}
            {% for measure in ['n_customers', 'n_orders', 'n_unitemised_orders'] %}
                cast(sum({{ side }}_{{ measure }}) as bigint) as {{ side }}_{{ measure }},
            {% endfor %}
            {% for amount in ['units', 'sales_amount', 'refund_amount'] %}
                cast(sum({{ side }}_{{ amount }}) as decimal(18, 4)) as {{ side }}_{{ amount }},
            {% endfor %}
        {% endfor %}
        cast(sum(n_customers) as bigint) as n_customers
    from sliced
    group by comparison, period_start_date, slice_kind, slice_value, step

)

select * from final
