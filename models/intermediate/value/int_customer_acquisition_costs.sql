{#- The cost of a campaign that wins customers, in equal parts among those it won, at the exchange rate of the day it began. Who
    came by another campaign, or by none, cost nothing; where no order names a campaign, or no campaign says what it is for,
    nothing is known. A cost of 10^10 or more is none that is known. -#}
{%- set cost = noted('costs.cost_amount', [('campaigns', 'objective')], 'decimal(18, 4)') -%}

with customers as (

    select * from {{ ref('int_customer_acquisition') }}

),

campaigns as (

    select
        *,
        {{ business_date('started_at') }} as started_date
    from {{ ref('int_campaigns_judged') }}
    where row_outcome = 'kept'

),

objectives as (

    select * from {{ ref('campaign_objectives') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

reporting as (

    select * from {{ ref('int_reporting_currency') }}

),

costs as (

    select
        campaigns.campaign_id,
        case
            when not coalesce(objectives.is_acquiring, false) then 0
            when {{ out_of_range(['campaigns.cost_amount'], 'rates.rate') }} then null
            when campaigns.currency = reporting.reporting_currency or {{ names_no_currency('campaigns') }}
                then campaigns.cost_amount
            else cast(cast(campaigns.cost_amount as decimal(19, 4)) * rates.rate as decimal(18, 4))
        end as cost_amount
    from campaigns
    cross join reporting
    left join objectives on campaigns.objective = objectives.objective
    left join rates
        on
            campaigns.currency = rates.currency
            and campaigns.started_date >= rates.first_date
            and (rates.next_date is null or campaigns.started_date < rates.next_date)

),

counted as (

    select
        customer_id,
        acquisition_campaign_id,
        count(*) over (partition by acquisition_campaign_id) as n_acquired
    from customers

),

final as (

    select
        counted.customer_id,
        counted.acquisition_campaign_id,
        case
            when counted.acquisition_campaign_id = 'none' then cast(0 as decimal(18, 4))
            else {{ mean_amount(cost, 'counted.n_acquired') }}
        end as acquisition_cost_amount
    from counted
    left join costs on counted.acquisition_campaign_id = costs.campaign_id

)

select * from final
