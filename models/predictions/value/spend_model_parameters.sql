{#- The spend model, where one is published. -#}

with parts as (

    select * from {{ ref('spend_model_fit') }}

),

{{ model_parameters() }}

select * from final
