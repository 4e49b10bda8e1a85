"""The purchase and spend models between tables: fitted from groups of customers, published as rows, applied by batch.

Time is in days throughout. A purchase is a day with a valid order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from customer360.grouping import refuse
from customer360.likelihood import Fit, errors_of, fit_rows, not_fitted, stepped
from customer360.purchases import (
    MODIFIED_BG_NBD,
    Discounting,
    Histories,
    PurchaseModel,
    expected_if_alive,
    expected_of_new,
    fit_purchases,
    grouped,
    histories,
    model_at,
    model_of,
    p_alive,
)
from customer360.spending import (
    GAMMA_GAMMA,
    INFINITE_MEAN,
    expected_spend,
    fit_spending,
    spend_model_of,
    spending,
    value_of,
)
from customer360.tables import (
    Floats,
    PerBatch,
    library_versions,
    matrix,
    model_parts,
    rate_setting,
    registry_rows,
    setting,
)

#: Days of the short horizon, beside var clv_horizon_days.
SHORT_DAYS = 90.0
DAYS_PER_MONTH = 365.25 / 12
DAYS_PER_YEAR = 365.25

#: Reasons of a fit that can be used all the same: a model at its bound is a simpler one.
USABLE = (None, "parameter_at_bound")

#: Log-likelihoods that differ by less do not tell two models apart.
AS_GOOD_AS_EQUAL = 0.01

HISTORY = ["n_repeat_days", "repeat_span_days", "age_days"]
#: All that is needed of a customer known to be alive.
PAIR = ["n_repeat_days", "age_days"]

EXPECTED_IF_ALIVE = pa.schema(
    [
        ("n_repeat_days", pa.int64()),
        ("age_days", pa.int64()),
        ("expected_purchases_90d", pa.float64()),
        ("expected_purchases", pa.float64()),
        ("discounted_purchases", pa.float64()),
    ]
)

SCORES = pa.schema(
    [
        ("customer_id", pa.string()),
        ("snapshot_date", pa.date32()),
        ("n_repeat_days", pa.int64()),
        ("repeat_span_days", pa.int64()),
        ("age_days", pa.int64()),
        ("n_spend_days", pa.int64()),
        ("alive_probability", pa.float64()),
        ("expected_purchases_90d", pa.float64()),
        ("expected_purchases", pa.float64()),
        ("expected_purchases_error", pa.float64()),
        ("expected_spend", pa.float64()),
        ("discounted_value", pa.float64()),
        ("discounted_value_error", pa.float64()),
    ]
)

#: Columns of purchase_summaries that scores show again.
SHOWN = SCORES.names[: SCORES.names.index("alive_probability")]

NEW_CUSTOMERS = pa.schema([("age_days", pa.int64()), ("expected_repeat_purchases", pa.float64())])


def fit_purchase_model(groups: pa.Table, settings: pa.Table) -> pa.Table:
    """Fit both purchase models; the one with the higher likelihood is published (see `preference`).

    Args:
        groups: rows of purchase_groups of one cutoff: n_repeat_days, repeat_span_days, age_days, n_customers;
        settings: model_settings.

    Returns:
        Table of schema MODEL_PARTS: registry entries; one row `candidate` per model (item; kind: its reason code;
        number: log-likelihood; item_number: 1 for the published one, else 2); their parameters (kind: the model;
        reference: standard error); covariances of the logarithms of the published one's.
    """
    columns = matrix(groups, [*HISTORY, "n_customers"])
    data = grouped(*columns.T)
    enough = setting(settings, "value_min_customers")
    fits = [fit_purchases(data, modified, min_customers=enough) for modified in (True, False)]
    usable = [fit for fit in fits if fit.reason_code in USABLE]
    best = max(usable, key=preference, default=not_fitted_like(fits[0]))
    candidates = [candidate_row(fit, fit is best) for fit in fits]
    other = [row for fit in fits if fit is not best for row in named_rows(fit) if row["part"] == "parameter"]
    history = np.column_stack([data.frequency, data.recency, data.age, data.weight])
    return parts_of(best, [*candidates, *other], groups, history, enough)


def preference(fit: Fit) -> float:
    """The log-likelihood, with a start for the modified model: where the two are as good as equal, the one is published
    that does not take every one-time buyer to be alive."""
    return fit.log_likelihood + (AS_GOOD_AS_EQUAL if fit.model == MODIFIED_BG_NBD else 0.0)


def fit_spend_model(groups: pa.Table, settings: pa.Table) -> pa.Table:
    """Fit the spend model.

    Args:
        groups: rows of spend_groups of one cutoff: n_spend_days, mean_repeat_amount, n_customers; settings:
        model_settings.

    Returns:
        Table of schema MODEL_PARTS as `fit_purchase_model`, of the one candidate. One with an infinite mean is shown,
        but not published.
    """
    data = spending(*matrix(groups, ["n_spend_days", "mean_repeat_amount", "n_customers"]).T)
    enough = setting(settings, "value_min_customers")
    fit = fit_spending(data, min_customers=enough)
    best = fit if fit.reason_code in USABLE else not_fitted_like(fit)
    rows = np.column_stack([data.frequency, data.value, data.weight])
    shown = [row for row in named_rows(fit) if row["part"] == "parameter" and fit.reason_code == INFINITE_MEAN]
    return parts_of(best, [candidate_row(fit, fit is best), *shown], groups, rows, enough)


def not_fitted_like(fit: Fit) -> Fit:
    """The same without its parameters: those of a search that led nowhere are not published as a model."""
    return not_fitted(fit.model, fit.reason_code or "not_converged", fit.n_customers)


def candidate_row(fit: Fit, is_published: bool) -> dict[str, object]:
    """The row `candidate` of a fit."""
    return {
        "part": "candidate",
        "item_number": 1 if is_published else 2,
        "item": fit.model,
        "kind": fit.reason_code,
        "number": fit.log_likelihood if fit.values else None,
    }


def named_rows(fit: Fit) -> list[dict[str, object]]:
    """The rows of a fit, each parameter with the model as its kind."""
    return [{**row, "kind": fit.model} if row["part"] == "parameter" else dict(row) for row in fit_rows(fit)]


def parts_of(
    best: Fit, candidates: list[dict[str, object]], groups: pa.Table, training: Floats, enough: int
) -> pa.Table:
    """The parts of a model: registry entries, the candidates, and the rows of the published fit.

    Args:
        groups: with the column snapshot_date; training: what was fitted on, in a fixed order; enough: the fewest
        customers.
    """
    rows = [*candidates, *named_rows(best)]
    cutoff = groups.column("snapshot_date")[0].as_py() if groups.num_rows else None
    if not best.values:
        entries = {"status": "not_enough_data", "reason_code": best.reason_code, "last_try_date": cutoff}
        return model_parts([*registry_rows(entries), *rows])
    is_spend = best.model == GAMMA_GAMMA
    entries = {
        "status": "fitted",
        "reason_code": None,
        "model_version": ("spend-" if is_spend else "purchases-")
        + hashlib.sha256(repr(rows).encode()).hexdigest()[:12],
        "algorithm": best.model,
        "trained_from": cutoff,
        "trained_to": cutoff,
        "n_training_rows": int(best.n_customers),
        "data_fingerprint": hashlib.sha256(np.ascontiguousarray(training).tobytes()).hexdigest(),
        "features": "n_spend_days, mean_repeat_amount" if is_spend else ", ".join(HISTORY),
        "settings": f"from {enough} customers on",
        "library_versions": library_versions(),
    }
    return model_parts([*registry_rows(entries), *rows])


def fit_of(parts: pa.Table) -> Fit:
    """The published fit from its parts, with its covariances; without parameters where there is none."""
    rows = parts.to_pylist()
    published = [row for row in rows if row["part"] == "candidate" and row["item_number"] == 1]
    if not published:
        entries = {row["item"]: row["kind"] for row in rows if row["part"] == "registry"}
        return not_fitted("none", entries["reason_code"], 0.0)
    model = published[0]["item"]
    parameters = [row for row in rows if row["part"] == "parameter" and row["kind"] == model]
    values = {row["item"]: row["number"] for row in sorted(parameters, key=lambda row: row["item_number"])}
    between = {(row["item"], row["kind"]): row["number"] for row in rows if row["part"] == "log_covariance"}
    covariance = np.array([[between[one, other] for other in values] for one in values])
    customers = next(row["kind"] for row in rows if row["part"] == "registry" and row["item"] == "n_training_rows")
    return Fit(model, values, covariance, published[0]["number"], float(customers), 0, published[0]["kind"])


def discounting(settings: pa.Table) -> Discounting:
    """The plan of vars clv_horizon_days and clv_discount_rate: periods of about a month that fill the horizon."""
    days = setting(settings, "clv_horizon_days")
    n_periods = max(1, round(days / DAYS_PER_MONTH))
    period = days / n_periods
    rate = (1 + rate_setting(settings, "clv_discount_rate")) ** (period / DAYS_PER_YEAR) - 1
    return Discounting((n_periods,), period, rate)


@dataclass(frozen=True)
class Pairs:
    """The different values of PAIR of groups of customers, each of shape (pairs,), in ascending order."""

    frequency: Floats
    age: Floats

    @classmethod
    def of(cls, groups: pa.Table) -> Pairs:
        """Those of groups with the columns PAIR."""
        frequency, age = matrix(groups, PAIR).T
        longest = age.max(initial=0.0) + 1
        return cls(*np.divmod(np.unique(frequency * longest + age), longest))

    def expected(self, model: PurchaseModel, settings: pa.Table) -> Floats:
        """Expected purchases within SHORT_DAYS and the horizon, and discounted ones, shape (pairs, 3)."""
        x, age = self.frequency, self.age
        of = histories(x, np.where(x > 0, age, 0.0), age)
        plan = discounting(settings)
        horizons = [SHORT_DAYS, setting(settings, "clv_horizon_days")]
        expected = expected_if_alive(model, of, [*horizons, *plan.ends])  # at once, as the quadrature is the same
        return np.column_stack([expected[:, :2], plan.discounted(expected[:, 2:])])

    def places(self, of: Histories) -> npt.NDArray[np.intp]:
        """Which pair each customer has, shape (rows,).

        Raises:
            ValueError: a pair that is none of these.
        """
        longest = self.age.max(initial=0.0) + 1
        after = np.searchsorted(self.frequency * longest + self.age, of.frequency * longest + of.age)
        place = np.asarray(np.minimum(after, len(self.age) - 1), dtype=np.intp)
        refuse({"not among the groups": (self.frequency[place] != of.frequency) | (self.age[place] != of.age)})
        return place


def expected_of_alive(purchase_parts: pa.Table, groups: pa.Table, settings: pa.Table) -> pa.Table:
    """What is expected of a customer known to be alive, by its number of repeat days and its age.

    Args:
        purchase_parts: of `fit_purchase_model`; groups: rows of purchase_groups; settings: model_settings.

    Returns:
        Table of schema EXPECTED_IF_ALIVE, one row per pair that occurs; no rows without a fitted model.
    """
    fit = fit_of(purchase_parts)
    if not fit.values or not groups.num_rows:
        return EXPECTED_IF_ALIVE.empty_table()
    pairs = Pairs.of(groups)
    keys = [pairs.frequency.astype(np.int64), pairs.age.astype(np.int64)]
    columns = [*keys, *pairs.expected(model_of(fit), settings).T]
    return pa.table(dict(zip(EXPECTED_IF_ALIVE.names, columns, strict=True)), schema=EXPECTED_IF_ALIVE)


@dataclass(frozen=True)
class Purchases:
    """A fitted purchase model with what it expects of those alive: at the parameters, and at each row of `stepped`, but
    there not of the short horizon, which has no error."""

    fit: Fit
    pairs: Pairs
    parameters: list[PurchaseModel]
    expected: list[Floats]

    @classmethod
    def of(cls, fit: Fit, groups: pa.Table, settings: pa.Table) -> Purchases:
        """Computed once for every pair of the groups."""
        pairs = Pairs.of(groups)
        parameters = [model_at(logs, fit.model == MODIFIED_BG_NBD) for logs in [fit.logs, *stepped(fit)]]
        best, *others = (pairs.expected(model, settings) for model in parameters)
        return cls(fit, pairs, parameters, [best, *(expected[:, 1:] for expected in others)])

    def predicted(self, of: Histories) -> tuple[Floats, Floats, Floats]:
        """P(alive), shape (rows,); that times what is expected of those alive, shape (3, rows); standard errors of all
        but the first of these, shape (2, rows)."""
        place = self.pairs.places(of)
        alive = [p_alive(model, of) for model in self.parameters]
        every = [part * expected.T.take(place, axis=1) for part, expected in zip(alive, self.expected, strict=True)]
        return alive[0], every[0], errors_of(every[1:], self.fit)


def scorer(purchase_parts: pa.Table, spend_parts: pa.Table, groups: pa.Table, settings: pa.Table) -> PerBatch:
    """What predicts a batch of customers from the two models.

    Args:
        purchase_parts, spend_parts: of `fit_purchase_model` and `fit_spend_model`; groups: with the columns PAIR of all
        customers, each value once or often; settings: model_settings.

    Returns:
        A function from a batch of purchase_summaries to a table of schema SCORES, row for row; NULL is what a model
        that was not fitted would have said, and every error that is not known.
    """
    purchases, spend = fit_of(purchase_parts), fit_of(spend_parts)
    known = Purchases.of(purchases, groups, settings) if purchases.values else None
    return partial(scored, purchases=known, spend=spend)


def scored(batch: pa.RecordBatch, purchases: Purchases | None, spend: Fit) -> pa.Table:
    """Rows of SCORES. Where the mean spend of all is infinite, a customer's own mean is expected, its error unknown."""
    of = histories(*matrix(batch, HISTORY).T)
    bought = tuple(matrix(batch, ["n_spend_days", "mean_repeat_amount"]).T)
    columns: dict[str, Floats] = {}
    if purchases:
        alive, expected, errors = purchases.predicted(of)
        columns |= {
            "alive_probability": alive,
            "expected_purchases_90d": expected[0],
            "expected_purchases": expected[1],
            "expected_purchases_error": errors[0],
        }
    if spend.values:
        columns["expected_spend"] = expected_spend(spend_model_of(spend), *bought)
    elif spend.reason_code == INFINITE_MEAN:
        columns["expected_spend"] = own = np.where(bought[0] > 0, bought[1], np.nan)
        if purchases:
            columns["discounted_value"] = expected[2] * own
    if purchases and spend.values:
        value = value_of((expected[2:].T, errors[1:].T), spend, bought)
        columns |= {"discounted_value": value.value[:, 0], "discounted_value_error": value.standard_error[:, 0]}
    keys = {name: batch.column(name) for name in SHOWN}
    numbers = {name: pa.array(column, mask=~np.isfinite(column)) for name, column in columns.items()}
    missing = {name: pa.nulls(batch.num_rows, pa.float64()) for name in SCORES.names if name not in keys | numbers}
    by_name = keys | numbers | missing
    return pa.table({name: by_name[name] for name in SCORES.names}).cast(SCORES)


def new_customers(purchase_parts: pa.Table, groups: pa.Table, settings: pa.Table) -> pa.Table:
    """Expected repeat purchases of a new customer by age.

    Args:
        purchase_parts: of `fit_purchase_model`; groups: rows of purchase_groups; settings: model_settings.

    Returns:
        Table of schema NEW_CUSTOMERS, from age 0 to what the oldest of the groups will be at the end of the horizon; no
        rows without a fitted model.
    """
    fit = fit_of(purchase_parts)
    if not fit.values or not groups.num_rows:
        return NEW_CUSTOMERS.empty_table()
    oldest = int(matrix(groups, ["age_days"]).max())
    ages = np.arange(oldest + setting(settings, "clv_horizon_days") + 1)
    expected = expected_of_new(model_of(fit), ages.astype(np.float64))
    return pa.table([ages, expected], schema=NEW_CUSTOMERS)
