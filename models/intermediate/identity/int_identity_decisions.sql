with decisions as (

    select * from {{ ref('int_identity_decisions_judged') }}
    where row_outcome = 'kept'

),

identifiers as (

    select * from {{ ref('int_identity_identifiers') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

splits as (

    select * from decisions
    where decision = 'split'

),

-- What refers to the record by number goes with it.
companions as (

    select distinct
        splits.decision_id,
        others.record_id
    from splits
    inner join identifiers as own on splits.left_record = own.record_id
    inner join identifiers as others
        on own.identifier_type = others.identifier_type and own.identifier_value = others.identifier_value
    where own.identifier_type in ('crm_customer_id', 'loyalty_member_id')

),

alike as (

    select
        splits.decision_id,
        others.record_id
    from splits
    inner join identifiers as own on splits.left_record = own.record_id
    inner join identifiers as others
        on own.identifier_type = others.identifier_type and own.identifier_value = others.identifier_value
    where own.identifier_type in ('email', 'phone') and own.demotion_reason is null
    union
    select
        splits.decision_id,
        others.record_id
    from splits
    inner join records as own on splits.left_record = own.record_id
    inner join records as others on own.name_key = others.name_key and own.birth_date = others.birth_date

),

split_pairs as (

    select
        splits.decision_id,
        splits.decided_at,
        splits.left_record,
        alike.record_id as right_record
    from splits
    inner join alike on splits.decision_id = alike.decision_id
    left join companions on alike.decision_id = companions.decision_id and alike.record_id = companions.record_id
    where companions.record_id is null and alike.record_id <> splits.left_record
    union
    select decision_id, decided_at, left_record, right_record from splits
    where right_record is not null

),

-- Who later joins the record again with one that it was split from takes the whole split back.
taken_back as (

    select distinct split_pairs.decision_id
    from split_pairs
    inner join decisions as later
        on
            least(split_pairs.left_record, split_pairs.right_record) = least(later.left_record, later.right_record)
            and greatest(split_pairs.left_record, split_pairs.right_record) = greatest(later.left_record, later.right_record)
            and split_pairs.decided_at <= later.decided_at
    where later.decision = 'always'

),

stated as (

    select decision_id, decided_at, left_record, right_record, decision from decisions
    where decision <> 'split'
    union all
    select
        split_pairs.decision_id,
        split_pairs.decided_at,
        split_pairs.left_record,
        split_pairs.right_record,
        'never' as decision
    from split_pairs
    left join taken_back on split_pairs.decision_id = taken_back.decision_id
    where taken_back.decision_id is null

),

ranked as (

    select
        decision,
        least(left_record, right_record) as record_a,
        greatest(left_record, right_record) as record_b,
        decided_at,
        decision_id,
        row_number() over (
            partition by least(left_record, right_record), greatest(left_record, right_record)
            order by decided_at desc, decision_id desc
        ) as recency_rank
    from stated

),

final as (

    select decision, record_a, record_b, decided_at, decision_id from ranked
    where recency_rank = 1

)

select * from final
