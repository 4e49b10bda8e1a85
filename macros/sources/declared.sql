{# A count or sum of the rows of inputs: 0 where there are none, and NULL where none of the inputs is declared, as nothing is
   known then. #}
{% macro counted(value, inputs) -%}
    {%- set declared = [] -%}
    {%- for input in inputs if input in var('inputs') -%}{%- do declared.append(input) -%}{%- endfor -%}
    {%- if declared -%}coalesce({{ value }}, 0){%- else -%}{{ value }}{%- endif -%}
{%- endmacro %}


{# Whether something holds, told by rows of an input: false where there are none, NULL where the input is not declared. #}
{% macro told(condition, input) -%}
    {%- if input in var('inputs') -%}coalesce({{ condition }}, false){%- else -%}cast(null as boolean){%- endif -%}
{%- endmacro %}


{# A count of the last so many days up to a day, of an input that begins on first_date; NULL where it begins within them. #}
{% macro counted_from(first_date, count, day, days) -%}
    case when {{ days_between(first_date, day) }} >= {{ days - 1 }} then coalesce({{ count }}, 0) end
{%- endmacro %}


{# Whether a declared input has one of these columns, pairs of input and column. Where there is no file or table to look into,
   as in unit tests, an input has them all. #}
{% macro gives(columns) -%}
    {%- for input, column in columns if input in var('inputs') -%}
        {%- set found = input_columns(input_location(input)) if execute else none -%}
        {%- if found is none or input_column_name(input, column, found) in found -%}{%- do return(true) -%}{%- endif -%}
    {%- endfor -%}
    {%- do return(false) -%}
{%- endmacro %}


{# What rests on optional columns: NULL where the company gives none of them. #}
{% macro noted(value, columns, data_type) -%}
    {%- if gives(columns) -%}{{ value }}{%- else -%}cast(null as {{ data_type }}){%- endif -%}
{%- endmacro %}


{# The columns by one of which the rows of an input are of a customer: of points, those of the members who own them. #}
{% macro owner_columns(input) -%}
    {%- set columns = [('loyalty_members', 'loyalty_member_id')] if input == 'loyalty_transactions' else [] -%}
    {%- for source, customer_id, loyalty_member_id, email, phone, known_at in contact_inputs() if source == input -%}
        {%- for name in [customer_id, email, phone] if name -%}{%- do columns.append((input, name)) -%}{%- endfor -%}
    {%- endfor -%}
    {%- do return(columns) -%}
{%- endmacro %}


{# The columns of which one tells what was bought: without order_items, an order is one line of no product. #}
{% macro product_columns() -%}
    {%- do return([('order_items', 'product_id'), ('order_lines', 'order_id')]) -%}
{%- endmacro %}


{# The columns of which one tells which goods came back. Refunds that do not name them may be of any, so items tell it, by
   negative quantities, only where there are none. #}
{% macro return_columns() -%}
    {%- set columns = [('order_lines', 'order_id'), ('payments_refunds', 'product_id')] -%}
    {%- if 'payments_refunds' not in var('inputs') -%}{%- do columns.append(('order_items', 'product_id')) -%}{%- endif -%}
    {%- do return(columns) -%}
{%- endmacro %}


{# The columns of which one tells whether a ticket is a complaint. #}
{% macro complaint_columns() -%}
    {%- do return([('service_tickets', 'category'), ('service_tickets', 'description')]) -%}
{%- endmacro %}
