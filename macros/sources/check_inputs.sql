{# Stops the build before the first model when a declared input cannot be read as the contract wants it. #}
{% macro check_inputs() %}
{%- if execute and flags.WHICH in ['build', 'run'] -%}
    {%- for input in var('inputs') -%}
        {%- do check_input(input) -%}
    {%- endfor -%}
    {%- if 'order_lines' in var('inputs') and 'orders' in var('inputs') -%}
        {%- do stop("Inputs 'order_lines' and 'orders' are both declared: they are two ways to say the same. Declare one.") -%}
    {%- endif -%}
    {%- if var('inputs') and 'order_lines' not in var('inputs') and 'orders' not in var('inputs') -%}
        {%- do exceptions.warn("Neither 'orders' nor 'order_lines' is declared: every mart of orders and customers stays "
            ~ "empty.") -%}
    {%- endif -%}
{%- endif -%}
{% endmacro %}


{# One declared input against its contract. #}
{% macro check_input(input) %}
    {%- set known = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | map(attribute='name') | list -%}
    {%- if input not in known -%}
        {%- do stop("Input '" ~ input ~ "' is declared in var 'inputs', but the contract knows only: "
            ~ known | sort | join(', ') ~ ".") -%}
    {%- endif -%}
    {%- set declared = input_declaration(input) -%}
    {%- if declared is not mapping or (declared.location or '') is not string or (declared.columns or {}) is not mapping -%}
        {%- do stop("Input '" ~ input ~ "' takes a location, or a mapping with location and columns; a location is one text, "
            ~ "such as orders_*.csv for several files.") -%}
    {%- endif -%}
    {%- set location = input_location(input) -%}
    {%- if not location -%}
        {%- do stop("Input '" ~ input ~ "' is declared without a location: give it a .parquet or .csv path, or schema.table.") -%}
    {%- endif -%}
    {%- for key in input_declaration(input) if key not in ['location', 'columns', 'cancellation_prefix'] -%}
        {%- do stop("Input '" ~ input ~ "' is declared with '" ~ key ~ "': it takes location, columns, cancellation_prefix.") -%}
    {%- endfor -%}
    {%- if is_own_table(location) -%}
        {%- do stop("Input '" ~ input ~ "' is declared at '" ~ location ~ "', which a build of this project would overwrite: "
            ~ "move that table to another schema.") -%}
    {%- endif -%}
    {%- set problem = input_problem(location) -%}
    {%- if problem -%}
        {%- do stop("Input '" ~ input ~ "' at '" ~ location ~ "' cannot be read: " ~ problem ~ ".") -%}
    {%- endif -%}
    {%- set found = input_columns(location) -%}
    {%- set looks_like_a_file = '/' in location or modules.re.search('[.](xls|ods|numbers|json)', location | lower) -%}
    {%- if found is none and looks_like_a_file and not is_file(location) -%}
        {%- do stop("Input '" ~ input ~ "' is declared at '" ~ location ~ "', which is no .parquet or .csv file: "
            ~ "other files are not read.") -%}
    {%- elif found is none -%}
        {%- do stop("Input '" ~ input ~ "' is declared at '" ~ location ~ "', but nothing is found there.") -%}
    {%- endif -%}

    {%- set contract = contract_columns(input) -%}
    {%- set mapped = input_declaration(input).get('columns') or {} -%}
    {%- set contract_names = contract | map(attribute='name') | list -%}
    {%- for column in mapped if column not in contract_names -%}
        {%- do stop("Input '" ~ input ~ "' maps '" ~ column ~ "', which is no column of the contract. It has: "
            ~ contract_names | join(', ') ~ ".") -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for column in contract if column.meta.required or column.name in mapped -%}
        {%- set name = input_column_name(input, column.name, found) -%}
        {%- if name not in found -%}
            {%- do missing.append(column.name if name == column.name else column.name ~ " (mapped to '" ~ name ~ "')") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- do stop("Input '" ~ input ~ "' at '" ~ location ~ "' lacks " ~ missing | join(', ')
            ~ ". Found: " ~ (found | join(', ') or 'no column at all')
            ~ ". Map your own names under var 'inputs', " ~ input ~ ", columns.") -%}
    {%- endif -%}
{% endmacro %}


{# Whether a location is a table that this project itself builds. #}
{% macro is_own_table(location) %}
    {%- if is_file(location) -%}{%- do return(false) -%}{%- endif -%}
    {%- set parts = (location | lower).split('.') -%}
    {%- set schema = parts[-2] if parts | length > 1 else target.schema | lower -%}
    {%- for node in graph.nodes.values() if node.resource_type in ['model', 'seed'] -%}
        {%- if node.schema | lower == schema and node.alias | lower == parts[-1] -%}{%- do return(true) -%}{%- endif -%}
    {%- endfor -%}
    {%- do return(false) -%}
{% endmacro %}


{# Ends the command with one message. #}
{% macro stop(message) %}
    {%- do exceptions.raise_compiler_error(message) -%}
{% endmacro %}
