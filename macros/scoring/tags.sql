{# The tags of customers by name, in alphabetical order; each has its model int_tag_<tag>. #}
{% macro tags() %}
    {%- do return([
        'at_risk_vip', 'business_size', 'category_preference', 'channel_preference', 'complaint_prone', 'discount_seeker',
        'high_value_active', 'price_preference', 'seasonal',
    ]) -%}
{% endmacro %}


{# One row with the limits of a tag, a column for each rule of seed tag_rules. #}
{% macro tag_limits(tag, rules) -%}
    select
        {%- for rule in rules %}
        max(case when rule = '{{ rule }}' then limit_value end) as {{ rule }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('tag_rules') }}
    where tag = '{{ tag }}'
{%- endmacro %}


{# The last unbroken run of what held: of a CTE with customer_id, changed_date and is_held, a row for each day on which that may
   change, the rows after the last day on which it did not hold. Whom it does not hold for now has none. #}
{% macro unbroken_run(judged) -%}
    select *
    from (
        select
            *,
            max(case when is_held then null else changed_date end) over (partition by customer_id) as last_other_date
        from {{ judged }}
    ) as dated
    where coalesce(changed_date > last_other_date, true)
{%- endmacro %}


{# Whether a share (double) is at least, or at most, a limit (decimal). Both in whole millionths: 0.6 is reached by 60 of 100,
   whatever the last bit of a quotient says. #}
{% macro reaches(share, limit) -%}
    (cast(floor({{ share }} * 1000000 + 0.5) as bigint) >= cast({{ limit }} * 1000000 as decimal(24, 0)))
{%- endmacro %}

{% macro stays_within(share, limit) -%}
    (cast(floor({{ share }} * 1000000 + 0.5) as bigint) <= cast({{ limit }} * 1000000 as decimal(24, 0)))
{%- endmacro %}


{# A share in whole percent: 67 %. #}
{% macro percent_text(share) -%}
    concat(cast(cast(floor({{ share }} * 100 + 0.5) as bigint) as {{ dbt.type_string() }}), ' %')
{%- endmacro %}


{# An amount with two places, and a whole number, as text. #}
{% macro amount_text(amount) -%}
    {{ decimal_text('cast(' ~ amount ~ ' as decimal(18, 2))', 2) }}
{%- endmacro %}

{% macro count_text(number) -%}
    cast(cast({{ number }} as bigint) as {{ dbt.type_string() }})
{%- endmacro %}


{# A number as people read it: below 10 with one place unless that is 0, else whole; halves go up. #}
{% macro short_number_text(number) -%}
    case
        when abs({{ number }}) >= 10 or floor(floor({{ number }} * 10 + 0.5) / 10) * 10 = floor({{ number }} * 10 + 0.5)
            then {{ count_text('floor(' ~ number ~ ' + 0.5)') }}
        else {{ decimal_text(
            'cast(cast(floor(' ~ number ~ ' * 10 + 0.5) as bigint) * cast(0.1 as decimal(2, 1)) as decimal(18, 1))', 1
        ) }}
    end
{%- endmacro %}
