{# Stops the build when a var holds something it cannot hold, in one sentence. #}
{% macro check_settings() %}
{%- if execute -%}
    {%- do check_names() -%}
    {%- set as_of = var('as_of') -%}
    {%- if as_of is not none and not is_day(as_of | string) -%}
        {%- do stop("Var 'as_of' is '" ~ as_of ~ "': it takes a day written YYYY-MM-DD, or null: the last day of the data.") -%}
    {%- endif -%}
    {%- if not is_day(var('company_start') | string) -%}
        {%- do stop("Var 'company_start' is '" ~ var('company_start') ~ "': it takes a day written YYYY-MM-DD.") -%}
    {%- endif -%}
    {%- if var('business_timezone') not in modules.pytz.all_timezones -%}
        {%- do stop("Var 'business_timezone' is '" ~ var('business_timezone') ~ "': it takes a zone such as Europe/London.") -%}
    {%- endif -%}
    {%- if var('date_order') not in [none, 'DMY', 'MDY'] -%}
        {%- do stop("Var 'date_order' is '" ~ var('date_order') ~ "': it takes DMY or MDY, or null: 01/07/2023 is not read.") -%}
    {%- endif -%}
    {%- set currency = var('reporting_currency') -%}
    {%- if currency is not none and not modules.re.match('^[A-Z]{3}$', currency | string) -%}
        {%- do stop("Var 'reporting_currency' is '" ~ currency ~ "': it takes an ISO code such as EUR, or null.") -%}
    {%- endif -%}
    {%- if var('default_country') not in calling_plans() -%}
        {%- do stop("Var 'default_country' is '" ~ var('default_country') ~ "': its calling plan is not known, only those of "
            ~ calling_plans() | sort | join(', ') ~ ".") -%}
    {%- endif -%}
    {%- if var('inputs') is not mapping -%}
        {%- do stop("Var 'inputs' takes a mapping of input to location, as in {order_lines: {location: my.parquet}}.") -%}
    {%- endif -%}
    {%- for name in whole_number_vars() -%}
        {%- if var(name) is not integer or var(name) < 1 -%}
            {%- do stop("Var '" ~ name ~ "' is '" ~ var(name) ~ "': it takes a whole number of at least 1.") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if var('publish_pii') is not boolean -%}
        {%- do stop("Var 'publish_pii' is '" ~ var('publish_pii') ~ "': it takes true or false.") -%}
    {%- endif -%}
    {%- set review, match = var('identity_review_probability'), var('identity_match_probability') -%}
    {%- if review is not number or match is not number or not 0 < review <= match < 1 -%}
        {%- do stop("Vars 'identity_review_probability' and 'identity_match_probability' are " ~ review ~ " and " ~ match
            ~ ": they take 0 < identity_review_probability <= identity_match_probability < 1.") -%}
    {%- endif -%}
    {%- set discount_rate = var('clv_discount_rate') -%}
    {%- if discount_rate is not number or not 0 <= discount_rate <= 10 -%}
        {%- do stop("Var 'clv_discount_rate' is '" ~ discount_rate ~ "': it takes a number from 0 to 10; 0.1 is 10 % a year.") -%}
    {%- endif -%}
    {%- set unitemised_rate = var('max_unitemised_rate') -%}
    {%- if unitemised_rate is not number or not 0 <= unitemised_rate <= 1 -%}
        {%- do stop("Var 'max_unitemised_rate' is '" ~ unitemised_rate ~ "': it takes a share from 0 to 1; 0.01 is 1 %.") -%}
    {%- endif -%}
    {%- if var('cluster_k_min') < 2 or var('cluster_k_min') > var('cluster_k_max') -%}
        {%- do stop("Vars 'cluster_k_min' and 'cluster_k_max' are " ~ var('cluster_k_min') ~ " and " ~ var('cluster_k_max')
            ~ ": they take 2 <= cluster_k_min <= cluster_k_max.") -%}
    {%- endif -%}
    {%- if var('forecast_weeks') > 26 or var('forecast_months') > 9 -%}
        {%- do stop("Vars 'forecast_weeks' and 'forecast_months' are " ~ var('forecast_weeks') ~ " and " ~ var('forecast_months')
            ~ ": they take at most 26 and 9, because errors further ahead are seen at too few earlier origins.") -%}
    {%- endif -%}
{%- endif -%}
{% endmacro %}


{# Stops the build for a var of the command line that nothing reads: dbt passes over a mistyped name in silence, and the
   build would be another one than asked for. A project that has this one as a package may have vars of its own. #}
{% macro check_names() %}
    {%- if project_name == 'customer360' -%}
        {%- for name in invocation_args_dict.get('vars') or {} if name not in known_vars() -%}
            {%- do stop("Var '" ~ name ~ "' is given on the command line but known to no model. The vars are: "
                ~ known_vars() | join(', ') ~ ".") -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{# Every var that something reads; dbt_project.yml holds their defaults and meanings. #}
{% macro known_vars() %}
    {%- do return(
        ['inputs', 'as_of', 'business_timezone', 'company_start', 'default_country', 'date_order', 'reporting_currency',
            'identity_match_probability', 'identity_review_probability', 'clv_discount_rate', 'max_unitemised_rate',
            'publish_pii'] + whole_number_vars()
    ) -%}
{% endmacro %}


{# The vars that take a whole number of at least 1. #}
{% macro whole_number_vars() %}
    {%- do return([
        'max_quiet_days', 'identity_max_names', 'identity_max_candidate_pairs', 'web_stitch_days', 'web_visit_gap_minutes',
        'rfm_window_days', 'churn_horizon_days', 'churn_lookback_days', 'churn_max_backtest_origins', 'churn_min_training_rows',
        'churn_min_class_rows', 'prospect_horizon_days', 'max_training_rows',
        'cluster_k_min', 'cluster_k_max', 'cluster_min_customers',
        'outlier_min_lines', 'outlier_price_factor', 'small_group_size', 'activation_days', 'forecast_weeks', 'forecast_months',
        'forecast_max_groups', 'forecast_max_origins', 'clv_horizon_days', 'value_min_customers',
    ]) -%}
{% endmacro %}


{# Whether a text is a day of the calendar, written YYYY-MM-DD. #}
{% macro is_day(text) %}
    {%- if not modules.re.match('^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', text) -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set year, month, day = text.split('-') | map('int') -%}
    {%- set first_of_next = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
    {%- do return(day <= (first_of_next - modules.datetime.timedelta(days=1)).day) -%}
{% endmacro %}
