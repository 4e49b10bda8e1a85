{#- What customers said of coming back, and whom they brought along. Referrals are noted between loyalty cards: whoever has one
    could have brought others, where the company notes them at all. -#}

with answers as (

    select * from {{ ref('int_survey_answers') }}
    where survey_type = 'repurchase' and customer_id is not null and points is not null

),

members as (

    select * from {{ ref('int_loyalty_members_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

ranked as (

    select
        customer_id,
        points,
        row_number() over (partition by customer_id order by responded_at desc, response_id asc) as place
    from answers

),

latest as (

    select * from ranked
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
        latest.points as repurchase_score,
        counted.n_referred
    from latest
    full outer join counted on latest.customer_id = counted.customer_id

)

select * from final
