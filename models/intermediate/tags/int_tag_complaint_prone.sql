{#- Customers who complained several times of late, since the complaint that made it so many. -#}

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

recent as (

    select
        complaints.customer_id,
        complaints.opened_date,
        limits.days,
        limits.min_complaints,
        row_number() over (
            partition by complaints.customer_id order by complaints.opened_date asc, complaints.ticket_id asc
        ) as place
    from complaints
    cross join as_of
    cross join limits
    where {{ days_between('complaints.opened_date', 'as_of.as_of_date') }} < limits.days

),

counted as (

    select
        customer_id,
        days,
        min_complaints,
        count(*) as n_complaints,
        min(case when place >= min_complaints then opened_date end) as since_date
    from recent
    group by customer_id, days, min_complaints

),

final as (

    select
        customer_id,
        'complaint_prone' as tag,
        cast(null as {{ dbt.type_string() }}) as tag_value,
        {{ dbt.concat([
            count_text('n_complaints'), "' complaints in the last '", count_text('days'), "' days'"
        ]) }} as reason,
        since_date
    from counted
    where n_complaints >= min_complaints

)

select * from final
