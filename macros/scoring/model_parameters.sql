{# The CTEs `candidates`, `parameters` and `final`, over the CTE `parts` of a fit: each candidate's parameters, as rows. #}
{% macro model_parameters() -%}
candidates as (

    select
        item as model,
        kind as reason_code,
        number as log_likelihood,
        item_number = 1 as is_published
    from parts
    where part = 'candidate'

),

parameters as (

    select
        kind as model,
        item_number as parameter_number,
        item as parameter,
        number as parameter_value,
        reference as standard_error
    from parts
    where part = 'parameter'

),

final as (

    select
        candidates.model,
        parameters.parameter_number,
        parameters.parameter,
        parameters.parameter_value,
        parameters.standard_error,
        candidates.log_likelihood,
        candidates.reason_code,
        candidates.is_published
    from parameters
    inner join candidates on parameters.model = candidates.model

)
{%- endmacro %}
