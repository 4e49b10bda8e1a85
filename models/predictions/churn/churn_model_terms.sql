{#- The published churn model. The log-odds of a customer are the sum over all terms of
      intercept: weight
      linear:    weight x (signed log(1 + value) - reference_value)
      step:      weight,
    of each feature the one term for which lower_bound < value <= upper_bound (NULL: open end). -#}

with parts as (

    select * from {{ ref('churn_model_fit') }}
    where part = 'term'

),

final as (

    select
        item_number as term_number,
        item as feature,
        kind as term_kind,
        lower_bound,
        upper_bound,
        number as weight,
        reference as reference_value
    from parts

)

select * from final
