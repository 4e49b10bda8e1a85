-- people: n_contacts
-- hides: n_churned_contacted, contacted_churn_rate, lift, saved_amount_per_contact
-- people: n_churned_contacted
-- hides: contacted_churn_rate, lift, saved_amount_per_contact
select
    churn_model_leaderboard.is_published,
    contacts.candidate,
    contacts.contact_percent,
    contacts.n_contacts,
    contacts.n_churned_contacted,
    contacts.contacted_churn_rate,
    contacts.lift,
    contacts.saved_amount_per_contact,
    plans.contact_cost_amount,
    plans.success_rate,
    plans.margin_rate
from churn_backtest_contacts as contacts
inner join churn_model_leaderboard
    on
        contacts.candidate = churn_model_leaderboard.candidate
        and contacts.origin_date = churn_model_leaderboard.test_date
inner join config.churn_contact_plans as plans on contacts.contact_percent = plans.contact_percent
where contacts.segment = 'all' and (churn_model_leaderboard.is_published or contacts.candidate = 'inactivity_rule')
order by contacts.contact_percent asc, churn_model_leaderboard.is_published desc
