{#- The purchase models that compete, and which of them is published. -#}

with parts as (

    select * from {{ ref('purchase_model_fit') }}

),

{{ model_parameters() }}

select * from final
