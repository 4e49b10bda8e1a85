{#- Someone with several cards shows the tier and state of the one that counts: an active one before others, then the newest. -#}

with members as (

    select * from {{ ref('int_loyalty_members_judged') }}
    where row_outcome = 'kept'

),

transactions as (

    select * from {{ ref('int_loyalty_transactions_judged') }}
    where row_outcome = 'kept'

),

customer_ids as (

    select * from {{ ref('int_customer_ids') }}

),

cards as (

    select
        members.*,
        customer_ids.customer_id as card_customer_id,
        row_number() over (
            partition by customer_ids.customer_id
            order by
                case when members.status = 'active' then 1 else 2 end asc,
                members.joined_at desc nulls last,
                members.loyalty_member_id asc
        ) as place
    from members
    inner join customer_ids
        on {{ dbt.concat(["'loyalty_members:'", 'members.loyalty_member_id']) }} = customer_ids.record_id

),

memberships as (

    select
        card_customer_id as customer_id,
        count(*) as n_loyalty_cards,
        min({{ business_date('joined_at') }}) as loyalty_since_date,
        max(case when place = 1 then tier end) as loyalty_tier,
        max(case when place = 1 then status end) as loyalty_status
    from cards
    group by card_customer_id

),

movements as (

    select
        cards.card_customer_id as customer_id,
        transactions.points,
        transactions.occurred_date,
        coalesce(transactions.transaction_type, case when transactions.points < 0 then 'redeem' else 'earn' end) as kind
    from transactions
    inner join cards on transactions.loyalty_member_id = cards.loyalty_member_id

),

points as (

    select
        customer_id,
        count(*) as n_loyalty_transactions,
        cast(sum(points) as decimal(18, 4)) as points_balance,
        cast(sum(case when kind = 'earn' then points else 0 end) as decimal(18, 4)) as points_earned,
        cast(sum(case when kind = 'redeem' then -points else 0 end) as decimal(18, 4)) as points_redeemed,
        max(occurred_date) as last_loyalty_date
    from movements
    group by customer_id

),

final as (

    select
        memberships.*,
        points.n_loyalty_transactions,
        points.points_balance,
        points.points_earned,
        points.points_redeemed,
        points.last_loyalty_date
    from memberships
    left join points on memberships.customer_id = points.customer_id

)

select * from final
