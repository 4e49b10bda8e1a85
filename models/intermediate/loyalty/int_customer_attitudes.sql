{#- What customers said of coming back, and whom they brought along. The latest answer counts, where it is on the usual scale of 1
    to 5. Referrals are noted between loyalty cards: whoever has one could have brought others, where the company notes them at
    all. -#}

with responses as (

    select * from {{ ref('int_survey_responses_judged') }}
    where row_outcome = 'kept' and survey_type = 'repurchase' and score between 1 and 5 and coalesce(scale_max, 5) = 5

),

members as (

    select * from {{ ref('int_loyalty_members_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

answers as (

    select
        customer_ids.customer_id,
        responses.score,
        row_number() over (
            partition by customer_ids.customer_id
            order by responses.responded_at desc nulls last, responses.response_id asc
        ) as place
    from responses
    inner join customer_ids
        on
            {{ contact_record_id("'survey_responses'", 'responses.customer_id', email='responses.email') }}
            = customer_ids.record_id

),

latest as (

    select * from answers
    where place = 1

),

cards as (

    select distinct customer_ids.customer_id
    from members
    inner join customer_ids
        on {{ dbt.concat(["'loyalty_members:'", 'members.loyalty_member_id']) }} = customer_ids.record_id

),

noted as (

    select count(referred_by_member_id) as n_noted from members

),

referrals as (

    select
        referrers.customer_id,
        count(distinct referred.customer_id) as n_referred
    from members
    inner join customer_ids as referrers
        on {{ dbt.concat(["'loyalty_members:'", 'members.referred_by_member_id']) }} = referrers.record_id
    inner join customer_ids as referred
        on {{ dbt.concat(["'loyalty_members:'", 'members.loyalty_member_id']) }} = referred.record_id
    where referrers.customer_id <> referred.customer_id
    group by referrers.customer_id

),

counted as (

    select
        cards.customer_id,
        cast(coalesce(referrals.n_referred, 0) as bigint) as n_referred
    from cards
    inner join noted on noted.n_noted > 0
    left join referrals on cards.customer_id = referrals.customer_id

),

final as (

    select
        coalesce(latest.customer_id, counted.customer_id) as customer_id,
        latest.score as repurchase_score,
        counted.n_referred
    from latest
    full outer join counted on latest.customer_id = counted.customer_id

)

select * from final
