{{ config(materialized=staged_as('loyalty_transactions')) }}

with loyalty_transactions as (

    select * from {{ ref('stg_loyalty__transactions') }}

),

as_of as (

    select * from {{ ref('as_of') }}

),

{{ judged_rows('loyalty_transactions', latest=['occurred_at desc nulls last'], rules={
    'amount_out_of_range': out_of_range(['loyalty_transactions.points'], '1'),
}) }}

select * from final
