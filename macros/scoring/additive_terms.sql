{# The CTE `final` of a published additive model: one row per term, from the parts of a fit. The log-odds are the sum over all
   terms of
      intercept: weight
      linear:    weight x (signed log(1 + value) - reference_value)
      step:      weight,
   of each feature the one term for which lower_bound < value <= upper_bound (NULL: open end). #}
{% macro published_terms(model_fit) -%}
final as (

    select
        item_number as term_number,
        item as feature,
        kind as term_kind,
        lower_bound,
        upper_bound,
        number as weight,
        reference as reference_value
    from {{ model_fit }}
    where part = 'term'

)
{%- endmacro %}


{# The CTEs `terms`, `named` and `contributions`, over a CTE of rows with features: the exact part of each feature in the log-odds
   of each row, by the published terms. An open end of a step is an infinity, so that engines join by bare comparisons. #}
{% macro term_contributions(rows, model_terms, features, keys) -%}
terms as (

    select
        *,
        coalesce(lower_bound, cast('-Infinity' as double)) as above_value,
        coalesce(upper_bound, cast('Infinity' as double)) as up_to_value
    from {{ model_terms }}
    where term_kind <> 'intercept'

),

named as (

    select
        {% for key in keys %}
            {{ rows }}.{{ key }},
        {% endfor %}
        model_features.feature,
        {{ named_value('model_features.feature', features) }} as feature_value
    from {{ rows }}
    cross join (select distinct feature from terms) as model_features

),

contributions as (

    select
        named.*,
        {{ term_contribution('named.feature_value') }} as contribution
    from named
    inner join terms
        on
            named.feature = terms.feature
            and named.feature_value > terms.above_value
            and named.feature_value <= terms.up_to_value

)
{%- endmacro %}


{# What a term of a published model adds to the log-odds where it holds. #}
{% macro term_contribution(number) -%}
    case term_kind
        when 'linear' then weight * ({{ signed_log1p(number) }} - reference_value)
        else weight
    end
{%- endmacro %}
