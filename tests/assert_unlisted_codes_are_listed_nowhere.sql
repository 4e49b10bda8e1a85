-- A survey kind without a scale is in no score, and a ticket of an unknown category is no complaint: each such row is told of.
with survey_kinds as (

    select cast(count(*) as bigint) as n_rows
    from {{ ref('int_survey_responses_judged') }} as responses
    left join {{ ref('survey_scales') }} as scales on responses.survey_type = scales.survey_type
    where responses.row_outcome = 'kept' and responses.survey_type is not null and scales.survey_type is null

),

categories as (

    select cast(count(*) as bigint) as n_rows
    from {{ ref('int_service_tickets_judged') }} as tickets
    where
        tickets.row_outcome = 'kept'
        and tickets.category not in (
            select spellings.code from {{ ref('code_spellings') }} as spellings
            where spellings.code_list = 'ticket_category'
        )

),

expected as (

    select
        'survey_type' as column_name,
        n_rows
    from survey_kinds
    union all
    select
        'category' as column_name,
        n_rows
    from categories

),

told as (

    select
        column_name,
        sum(n_rows) as n_rows
    from {{ ref('unlisted_codes') }}
    where source_name in ('survey_responses', 'service_tickets')
    group by column_name

)

select
    expected.column_name,
    expected.n_rows,
    told.n_rows as n_told_rows
from expected
left join told on expected.column_name = told.column_name
where expected.n_rows <> coalesce(told.n_rows, 0)
