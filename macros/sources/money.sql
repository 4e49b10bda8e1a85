{# The inputs beside order_lines that bear money: the staging model, the amount of a row, its currency, and what stands for the
   currency of a row that names none. Order lines are in the reporting currency, the lines of an order in that of the order. #}
{% macro money_inputs() %}
    {%- do return({
        'orders': {'staging': 'stg_sales__orders', 'amount': 'order_amount', 'currency': 'currency', 'default': 'REPORTING'},
        'order_items': {'staging': 'stg_sales__order_items', 'amount': 'line_amount', 'currency': none, 'default': 'ORDER'},
        'payments_refunds': {
            'staging': 'stg_sales__payments_refunds', 'amount': 'amount', 'currency': 'currency', 'default': 'ORDER',
        },
        'campaigns': {
            'staging': 'stg_marketing__campaigns', 'amount': 'cost_amount', 'currency': 'currency', 'default': 'REPORTING',
        },
        'sales_targets': {
            'staging': 'stg_finance__sales_targets', 'amount': 'target_amount', 'currency': 'currency', 'default': 'REPORTING',
        },
    }) -%}
{% endmacro %}


{# The amount of a row of an input, of lines also one that is out of range, as decimal(22, 4); NULL where the input bears no
   money. #}
{% macro input_amount(input) -%}
    {%- if input in ['order_lines', 'order_items'] -%}
        coalesce(line_amount, {{ wide_amount('quantity', 'unit_price') }})
    {%- else -%}
        cast({{ money_inputs()[input].amount if input in money_inputs() else 'null' }} as decimal(22, 4))
    {%- endif -%}
{%- endmacro %}


{# The currency of a row of an input; NULL where the input bears no money. A text that is no code ($) counts for nothing where
   others name codes (macro names_no_currency): it is no amount in the reporting currency. #}
{% macro input_currency(input) -%}
    {%- set money = money_inputs().get(input) -%}
    {%- if not money -%}
        cast(null as {{ dbt.type_string() }})
    {%- elif money.currency -%}
        coalesce({{ money.currency }}, case
            when {{ is_known_text('raw_' ~ money.currency) }} and (select has_codes from {{ ref('int_reporting_currency') }})
                then 'UNREADABLE'
            else '{{ money.default }}'
        end)
    {%- else -%}
        '{{ money.default }}'
    {%- endif -%}
{%- endmacro %}


{# A discount as the part that it takes off: exports write it with a minus or without, but it never raises what it is a discount
   on, nor what a line of negative quantity or a credit note takes back. #}
{% macro deduction(discount, reduced) -%}
    case when {{ reduced }} < 0 then -abs({{ discount }}) else abs({{ discount }}) end
{%- endmacro %}
