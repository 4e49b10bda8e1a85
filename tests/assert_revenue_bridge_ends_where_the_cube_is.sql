-- A month's net revenue and buyers of a channel, region, category, segment or customer type are the same in the bridge and in
-- the cube.
with cube as (

    {% for kind in cube_dimensions() %}
        select
            month_date,
            '{{ kind }}' as slice_kind,
            {{ kind }} as slice_value,
            net_revenue_amount,
            n_customers
        from {{ ref('sales_cube') }}
        where level = '{{ kind }}'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

closings as (

    select
        *,
        period_start_date as month_date
    from {{ ref('revenue_bridge') }}
    where comparison in ('month_before', 'year_before') and step = 'closing' and is_complete

),

compared as (

    select distinct
        comparison,
        month_date
    from closings

),

expected as (

    select
        compared.comparison,
        cube.*
    from cube
    inner join compared on cube.month_date = compared.month_date

)

select
    closings.comparison,
    closings.month_date,
    closings.slice_kind,
    closings.slice_value,
    closings.amount,
    expected.net_revenue_amount
from expected
full outer join closings
    on
        expected.comparison = closings.comparison
        and expected.month_date = closings.month_date
        and expected.slice_kind = closings.slice_kind
        and expected.slice_value = closings.slice_value
where
    (expected.slice_kind is not null or closings.slice_kind in ('{{ cube_dimensions() | join("', '") }}'))
    -- a group that bought in the earlier month alone is in the bridge with 0
    and (
        coalesce(expected.net_revenue_amount, 0) is distinct from closings.amount
        or coalesce(expected.n_customers, 0) is distinct from closings.n_customers
    )
