-- A limit that no tag asks for does nothing, and a tag that lacks one of its limits would be nobody's.
{%- set shares = ['min_discount_rate', 'min_coupon_order_rate'] -%}
{%- set needed = {
    'category_preference': ['min_orders', 'min_rate'],
    'channel_preference': ['min_orders', 'min_rate'],
    'complaint_prone': ['days', 'min_complaints'],
    'discount_seeker': ['min_orders'] + shares,
    'high_value_active': ['months', 'min_orders', 'min_mean_order_amount', 'min_upper_tier_rate'],
    'margin_preference': ['min_high_rate', 'max_low_rate'],
    'price_preference': ['min_orders', 'min_rate'],
    'seasonal': ['min_orders', 'min_years', 'min_rate'],
} %}
with needed as (

    {% for tag, rules in needed.items() %}
        {% set last_tag = loop.last %}
        {% for rule in rules %}
            select
                '{{ tag }}' as tag,
                '{{ 'a share' if rule in shares else rule }}' as rule_group,
                '{{ rule }}' as rule
            {{ 'union all' if not (last_tag and loop.last) }}
        {% endfor %}
    {% endfor %}

),

given as (

    select * from {{ ref('tag_rules') }}

),

groups as (

    select
        needed.tag,
        needed.rule_group,
        count(given.rule) as n_limits
    from needed
    left join given on needed.tag = given.tag and needed.rule = given.rule
    group by needed.tag, needed.rule_group

)

select
    given.tag,
    given.rule,
    'no tag asks for it' as failure
from given
left join needed on given.tag = needed.tag and given.rule = needed.rule
where needed.rule is null
union all
select
    tag,
    rule_group as rule,
    'missing' as failure
from groups
where n_limits = 0 and tag in (select given.tag from given)
union all
select
    low.tag,
    low.rule,
    'above min_high_rate' as failure
from given as low
inner join given as high on high.tag = 'margin_preference' and high.rule = 'min_high_rate'
where low.tag = 'margin_preference' and low.rule = 'max_low_rate' and low.limit_value > high.limit_value
