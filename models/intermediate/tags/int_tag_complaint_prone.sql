{#- Customers who complained several times of late, since the complaint that made it so many without a break up to now. The number
    changes on days of complaints and on those on which one drops out of the days that are looked at. -#}

with complaints as (

    select * from {{ ref('int_ticket_costs') }}
    where is_complaint

),

as_of as (

    select * from {{ ref('as_of') }}

),

limits as (

    {{ tag_limits('complaint_prone', ['days', 'min_complaints']) }}

),

changes as (

    select
        customer_id,
        opened_date as changed_date,
        1 as n_complaints
    from complaints
    union all
    select
        complaints.customer_id,
        cast({{ dbt.dateadd('day', 'cast(limits.days as int)', 'complaints.opened_date') }} as date) as changed_date,
        -1 as n_complaints
    from complaints
    cross join limits

),

totals as (

    select
        changes.customer_id,
        changes.changed_date,
        cast(
            sum(sum(changes.n_complaints)) over (
                partition by changes.customer_id order by changes.changed_date rows between unbounded preceding and current row
            ) as bigint
        ) as n_complaints
    from changes
    cross join as_of
    where changes.changed_date <= as_of.as_of_date
    group by changes.customer_id, changes.changed_date

),

judged as (

    select
        totals.*,
        limits.days,
        totals.n_complaints > 0 and totals.n_complaints >= limits.min_complaints as is_held
    from totals
    cross join limits

),

run as (

    {{ unbroken_run('judged') }}

),

final as (

    select
        customer_id,
        'complaint_prone' as tag,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        {{ dbt.concat([
            count_text('max_by(n_complaints, changed_date)'), "' complaints in the last '", count_text('max(days)'), "' days'"
        ]) }} as reason,
        min(changed_date) as since_date
    from run
    group by customer_id

)

select * from final
