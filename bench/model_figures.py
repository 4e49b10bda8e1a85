"""Figures of the churn and cluster models, beside what one could know at best."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from customer360 import churn as churn_model
from customer360.additive import model_from_terms
from customer360.simulator.settings import DAY, NEVER, SEGMENTS
from customer360.simulator.simulate import DEFAULT_PEOPLE
from customer360.tables import matrix
from oracle import CAUSES, Lives, Moment
from scipy.optimize import brentq
from scipy.special import expit, logit
from simulated import SETTINGS, Company
from sklearn.metrics import adjusted_rand_score, roc_auc_score
from sklearn.mixture import GaussianMixture

Array = np.ndarray[Any, Any]

#: The cause of the model that has to show a planted cause of dropout. Dropouts for other reasons leave no trace but
#: silence, so none is asked for.
CAUSE_OF = {"unresolved complaint": "service", "low survey score": "satisfaction"}
BINS = 10
#: Who left is looked at on the first month-end after it, as long as the dropout is at most so many days ago.
MOST_DAYS = 31
TEST_ORIGIN = """
    select backtest.customer_id, backtest.origin_date, backtest.is_churned, backtest.churn_log_odds,
        backtest.churn_probability, coalesce(scores.segment, 'unknown') as segment
    from churn_backtest as backtest
    inner join churn_model_leaderboard as leaderboard using (candidate)
    left join rfm_scores_monthly as scores
        on backtest.customer_id = scores.customer_id
        and scores.snapshot_date = (
            select max(snapshot_date) from rfm_scores_monthly where snapshot_date <= backtest.origin_date
        )
    where leaderboard.is_published and not backtest.is_selection_origin
    order by backtest.customer_id
"""
#: The person that most valid orders of a customer are of.
OWNERS = """
    with counted as (
        select customer_id, person_id, count(*) as n_orders
        from orders
        inner join truth_records as records on records.table_name = 'orders' and records.record_id = orders.order_id
        where is_valid_order
        group by all
    )
    select customer_id, person_id from counted
    qualify row_number() over (partition by customer_id order by n_orders desc, person_id) = 1
"""


def owners(company: Company, lives: Lives) -> dict[str, int]:
    """Row among the people of each customer."""
    place = {person: number for number, person in enumerate(lives.people.ids.to_pylist())}
    return {customer: place[person] for customer, person in company.rows(OWNERS)}


def churn(company: Company) -> dict[str, float]:
    """AUC at the test origin of the published model, of who knows the true rates, and of who knows the laws alone."""
    lives = Lives.of(company.seed, DEFAULT_PEOPLE, SETTINGS)
    owner = owners(company, lives)
    rows = [row for row in company.rows(TEST_ORIGIN) if row[0] in owner]
    people = np.array([owner[row[0]] for row in rows])
    churned = np.array([row[2] for row in rows])
    end = (rows[0][1] - SETTINGS.first_day).days + 1
    moment = Moment(lives, end, company.horizon)
    model = float(roc_auc_score(churned, [row[3] for row in rows]))
    best = float(roc_auc_score(churned, moment.churn_by_true_rates()[people]))
    by_law = float(roc_auc_score(churned, moment.churn_by_law()[people]))
    return {
        "AUC of the model": model,
        "AUC of true rates": best,
        "AUC of the laws": by_law,
        "AUC behind true rates": best - model,
        "AUC behind the laws": by_law - model,
    }


def calibration(*companies: Company) -> dict[str, float]:
    """Expected calibration error at the test origin, by deciles of the probability and by RFM segment.

    Mean distance of predicted and realised share, groups weighed by their customers, over the customers of all the
    companies. Chance alone gives a few hundred customers such an error: it is shown beside, as the mean over outcomes
    drawn from the predictions themselves. So is what remains when each company's log-odds are moved to its churn rate.
    """
    found = [company.rows(TEST_ORIGIN) for company in companies]
    rows = [row for of_one in found for row in of_one]
    company_of = np.repeat(np.arange(len(found)), [len(of_one) for of_one in found])
    predicted, churned = (np.array([row[column] for row in rows], dtype=np.float64) for column in (4, 2))
    deciles = np.argsort(np.argsort(predicted, kind="stable"), kind="stable") * BINS // len(rows)
    segments = np.unique([row[5] for row in rows], return_inverse=True)[1]
    random = np.random.default_rng(0)
    drawn = random.random((200, len(rows))) < predicted
    return {
        "calibration error": calibration_error(predicted, churned, deciles),
        "by chance alone": float(np.mean([calibration_error(predicted, one, deciles) for one in drawn])),
        "calibration error by segment": calibration_error(predicted, churned, segments),
        "by chance alone, by segment": float(np.mean([calibration_error(predicted, one, segments) for one in drawn])),
        "calibration error, level apart": calibration_error(levelled(predicted, churned, company_of), churned, deciles),
        "predicted less realised": float(predicted.mean() - churned.mean()),
    }


def levelled(predicted: Array, churned: Array, company: Array) -> Array:
    """Probabilities whose log-odds are moved, company by company, so that their mean is the share that churned."""
    moved = np.empty_like(predicted)
    for one in np.unique(company):
        here = company == one
        log_odds, rate = logit(predicted[here]), churned[here].mean()
        shift = brentq(lambda by, log_odds=log_odds, rate=rate: expit(log_odds + by).mean() - rate, -10, 10)
        moved[here] = expit(log_odds + shift)
    return moved


def calibration_error(predicted: Array, churned: Array, group: Array) -> float:
    """Sum over groups of the distance between predicted and realised churners, by customer."""
    return float(np.abs(np.bincount(group, predicted - churned)).sum() / len(predicted))


def reasons(company: Company) -> dict[str, float]:
    """Share of the people who left for a planted cause of whom the model shows it, on the first month-end after it.

    Those are looked at who are scored on that day, by the published terms.
    """
    lives = Lives.of(company.seed, DEFAULT_PEOPLE, SETTINGS)
    owner = owners(company, lives)
    causes = dict(company.rows("select feature, cause from churn_feature_causes"))
    features = company.table("churn_features")
    model = model_from_terms(company.table("churn_model_terms"))
    left = lives.people.dropout
    days = np.where(left < NEVER, left // DAY, 0).astype("datetime64[D]").astype(object)
    customers, dates = features.column("customer_id").to_pylist(), features.column("snapshot_date").to_pylist()
    rows, planted = [], []
    for number, (customer, date) in enumerate(zip(customers, dates, strict=True)):
        person = owner.get(customer)
        cause = CAUSE_OF.get(CAUSES[lives.people.cause[person]]) if person is not None else None
        if cause and is_first_look(days[person], date):
            rows.append(number)
            planted.append(cause)
    found = {"planted causes": float(len(rows))}
    if not rows or not set(planted) <= {causes[name] for name in model.features}:
        return found | {"planted cause first": 0.0, "planted cause among three": 0.0}
    contributions = model.contributions(matrix(features.take(pa.array(rows)), model.features))
    names = sorted({causes[name] for name in model.features if name != churn_model.SEASON})
    by_cause = np.column_stack(
        [contributions[:, [causes[name] == cause for name in model.features]].sum(axis=1) for cause in names]
    )
    own = by_cause[np.arange(len(rows)), [names.index(cause) for cause in planted]]
    place = (by_cause > own[:, None]).sum(axis=1)
    return found | {
        "planted cause first": float(np.mean((place == 0) & (own > 0))),
        "planted cause among three": float(np.mean((place < churn_model.N_REASONS) & (own > 0))),
    }


def is_first_look(left: Any, date: dt.date) -> bool:
    """Whether a day is the first month-end since a dropout."""
    is_month_end = (date + dt.timedelta(1)).day == 1
    return is_month_end and 0 <= (date - left).days < MOST_DAYS and (date.year, date.month) == (left.year, left.month)


def clusters(company: Company) -> dict[str, float]:
    """Adjusted Rand index of clusters and planted types, beside a Gaussian mixture that is given the latent values.

    The mixture is told how many types there are, and knows log rate, log spend level and log units of a line, which is
    all in which the types differ.
    """
    lives = Lives.of(company.seed, DEFAULT_PEOPLE, SETTINGS)
    owner = owners(company, lives)
    found = [
        (owner[customer], cluster)
        for customer, cluster in company.rows("select customer_id, cluster_id from customer_clusters order by 1")
        if customer in owner and cluster is not None
    ]
    person = np.array([one for one, _ in found])
    people = lives.people
    types = people.segment[person]
    units = np.where(types == SEGMENTS.index("business"), np.log(6.0), np.log(1.35))
    latent = np.column_stack([np.log(people.rate[person]), people.spend[person], units])
    scaled = (latent - latent.mean(axis=0)) / latent.std(axis=0)
    mixture = GaussianMixture(len(SEGMENTS), n_init=5, reg_covar=1e-3, random_state=0).fit_predict(scaled)
    ours = float(adjusted_rand_score(types, [cluster for _, cluster in found]))
    best = float(adjusted_rand_score(types, mixture))
    return {"ARI of clusters": ours, "ARI of the mixture": best, "ARI behind mixture": best - ours}


def shuffled(company: Company) -> dict[str, float]:
    """Mean AUC over the origins of the published candidate where labels are shuffled within each cutoff."""
    sample = company.table("churn_training_sample").sort_by(
        [("snapshot_date", "ascending"), ("customer_id", "ascending")]
    )
    labels = sample.column("is_churned").to_numpy().copy()
    dates = sample.column("snapshot_date").to_numpy()
    random = np.random.default_rng(company.seed)
    for date in np.unique(dates):
        labels[dates == date] = random.permutation(labels[dates == date])
    place = sample.column_names.index("is_churned")
    settings = company.table("model_settings")
    fits = churn_model.candidates(company.table("churn_feature_causes"), settings)
    backtest = churn_model.backtest(sample.set_column(place, "is_churned", pa.array(labels)), settings, fits)
    [(published,)] = company.rows("select candidate from churn_model_leaderboard where is_published")
    rows = backtest.filter(pc.equal(backtest.column("candidate"), published))
    origins = rows.column("origin_date").to_numpy()
    churned, log_odds = rows.column("is_churned").to_numpy(), rows.column("churn_log_odds").to_numpy()
    areas = [roc_auc_score(churned[origins == one], log_odds[origins == one]) for one in np.unique(origins)]
    return {"AUC of shuffled labels": float(np.mean(areas))}
