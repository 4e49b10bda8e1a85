-- Exactly one candidate where any was tried, else none.
select
    count(*) as n_candidates,
    count(case when is_published then 1 end) as n_published
from {{ ref('prospect_model_leaderboard') }}
having count(case when is_published then 1 end) <> least(count(*), 1)
