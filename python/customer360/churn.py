"""Churn: backtest the candidates, fit the chosen one as a table of terms, predict and explain from that table.

Churn at cutoff T: no valid order in (T, T + H], asked of customers with one in (T - L, T]. Features and labels come
from the table churn_training_sample; nothing here looks at a clock or at rows outside the tables it is given.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from customer360.additive import (
    MAX_PIECES,
    SMOOTH,
    STRAIGHT,
    AdditiveModel,
    Directions,
    Labels,
    Shape,
    Term,
    boosted_trees,
    fit_additive_boosted,
    fit_inactivity_rule,
    fit_lines,
    in_order,
    model_from_terms,
    recalibrated,
    sigmoid,
    term_rows,
)
from customer360.purchases import fit_purchases, grouped, histories, model_of, purchase_probabilities
from customer360.tables import (
    Floats,
    PerBatch,
    by_column,
    library_versions,
    matrix,
    model_parts,
    registry_entry,
    registry_rows,
    setting,
)

KEYS = ("customer_id", "snapshot_date", "is_churned")

#: What the plain rules of churn and of prospects read, so it stays a feature even where it never varies.
RULE_FEATURES = ("recency_days", "record_age_days", "source_lift")

#: The calendar month of a cutoff, 1 to 12, the same for all its customers.
SEASON = "season_month"
MONTHS = 12
YEAR_DAYS = 365

#: The penalty draws months to 0 as a normal law of this variance of their log-odds does: a season of 38 % to 62 % churn
#: lies within a standard deviation. Months vary together where horizons overlap, but for the share that is their own.
SEASON_VARIANCE = 0.25
OWN_SHARE = 0.1

#: How long somebody is silent, in days and against the own rhythm.
SILENCE = ("recency_days", "silence_rarity")
#: What recency says is left to recency: the ridge of lines is so many times weaker for how long somebody is silent, and
#: stronger for what is 0 for everybody who is silent for so long. Else it would share the risk out to such windows, and
#: it would leap from one day to the next.
EASE = dict.fromkeys(SILENCE, 10.0) | dict.fromkeys(
    ["n_orders_30d", "n_orders_90d", "order_amount_30d", "n_lines_90d", "units_90d", "n_new_products_90d"], 0.1
)

#: What fits a candidate: (rows, features), (rows,) and the names of the features give a model.
Fit = Callable[[Floats, Labels, list[str]], AdditiveModel]

#: The family of plain rules, no order within the horizon divided by so many, by the name of the candidate.
RULE_DIVISORS = {"inactive_h": 1, "inactive_h_2": 2, "inactive_h_4": 4, "inactive_h_8": 8}

N_REASONS = 3

#: x, t_x and T of the purchase model, columns of churn_purchase_histories.
HISTORY = ["n_repeat_days", "repeat_span_days", "age_days"]

#: No purchase model is surer than this.
SUREST = 1 - 1e-9

#: A candidate is fitted on so many rows at most, evenly spaced in the order of cutoffs and customers.
FIT_ROWS = 50_000

BACKTEST = pa.schema(
    [
        ("candidate", pa.string()),
        ("origin_date", pa.date32()),
        ("customer_id", pa.string()),
        ("is_selection_origin", pa.bool_()),
        ("is_churned", pa.int32()),
        ("uncalibrated_log_odds", pa.float64()),
        ("churn_log_odds", pa.float64()),
        ("churn_probability", pa.float64()),
    ]
)

PREDICTIONS = pa.schema(
    [
        ("customer_id", pa.string()),
        ("as_of_date", pa.date32()),
        ("status", pa.string()),
        ("reason_code", pa.string()),
        ("churn_probability", pa.float64()),
        ("churn_log_odds", pa.float64()),
        ("risk_band", pa.string()),
        *[
            field
            for rank in range(1, N_REASONS + 1)
            for field in (
                (f"reason_{rank}", pa.string()),
                (f"reason_{rank}_value", pa.float64()),
                (f"reason_{rank}_contribution", pa.float64()),
            )
        ],
        ("model_version", pa.string()),
    ]
)


Dates = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]


def monotone_directions(causes: pa.Table) -> Directions:
    """Which way the risk goes with each feature that is monotone by expectation, from the seed churn_feature_causes."""
    return {
        row["feature"]: 1 if row["raising_side"] == "high" else -1 for row in causes.to_pylist() if row["is_monotone"]
    }


def publishable(horizon_days: int, directions: Directions) -> dict[str, Fit]:
    """The candidates that are published as additive terms when they win: three models and the family of plain rules."""
    models: dict[str, Fit] = {
        "logistic": partial(replace(STRAIGHT, ease=EASE, bent=SILENCE).fit, directions=directions),
        "additive_smooth": partial(replace(SMOOTH, ease=EASE, bent=SILENCE).fit, directions=directions),
        "additive_boosted": partial(fit_additive_boosted, directions=directions),
    }
    rules: dict[str, Fit] = {
        name: partial(fit_inactivity_rule, window_days=horizon_days / divisor)
        for name, divisor in RULE_DIVISORS.items()
    }
    seasonal: dict[str, Fit] = {
        name: partial(with_season, fit_candidate, horizon_days) for name, fit_candidate in models.items()
    }
    return seasonal | rules


def with_season(
    fit_candidate: Callable[..., AdditiveModel], horizon_days: int, x: Floats, y: Labels, features: list[str]
) -> AdditiveModel:
    """A candidate fitted on all features but the season, beside the log-odds of the season, which become its terms.

    Unlike the other contributions those of the season do not average 0 over the training rows, but over the year.
    """
    if SEASON not in features:
        return fit_candidate(x, y, features)
    others = [name for name in features if name != SEASON]
    season = AdditiveModel([SEASON], 0.0, season_terms(x, y, features, horizon_days))
    offset = season.log_odds(x[:, [features.index(SEASON)]])
    model = fit_candidate(without_season(x, features), y, others, offset=offset)
    return AdditiveModel(features, model.intercept, [*model.terms, *season.terms])


def season_terms(x: Floats, y: Labels, features: list[str], horizon_days: int) -> list[Term]:
    """A step for each month: how much more or less churn follows it, beside the days since the last order alone.

    Those mean the same at every cutoff. Most other features grow as long as a company's data are young, and a month of
    the first year would be held responsible for it.

    Args:
        x: (rows, features), y: (rows,); features: their names, recency_days and SEASON among them.

    Returns:
        One step of 0 where a month is missing: nobody could tell a season from a trend.
    """
    columns = ["recency_days", SEASON]
    chosen = x[:, [features.index(name) for name in columns]]
    if len(np.unique(chosen[:, 1])) < MONTHS:
        return [Term(SEASON, "step", 0.0)]
    directions = in_order(columns, {"recency_days": 1})
    shape = Shape(SEASON_VARIANCE, MAX_PIECES, {SEASON: month_correlation(horizon_days)})
    model = fit_lines(chosen, y, directions, shape)
    return [term for term in model.terms if term.feature == SEASON]


def month_correlation(horizon_days: int) -> Floats:
    """How alike the seasons of two months are expected to be, (12, 12): the share of their horizons' days in common.

    Churn after a month is about the horizon's days, and those of two months a distance d apart share
    max(0, 1 - d / horizon) of them. A year is a circle, which a horizon may go round more than once.
    """
    apart = np.subtract.outer(np.arange(MONTHS), np.arange(MONTHS)) * YEAR_DAYS / MONTHS
    rounds = np.arange(-(horizon_days // YEAR_DAYS) - 2, horizon_days // YEAR_DAYS + 3) * YEAR_DAYS
    common = np.maximum(0.0, 1 - np.abs(apart[:, :, None] + rounds) / horizon_days).sum(axis=2)
    return np.asarray((1 - OWN_SHARE) * common / common[0, 0] + OWN_SHARE * np.eye(MONTHS), dtype=np.float64)


def without_season(x: Floats, features: list[str]) -> Floats:
    """The columns of x, of shape (rows, features), that differ between customers."""
    return x[:, [name != SEASON for name in features]]


def candidates(causes: pa.Table, settings: pa.Table) -> dict[str, Fit]:
    """The publishable candidates under the company's settings.

    Args:
        causes: churn_feature_causes; settings: model_settings.
    """
    return publishable(setting(settings, "churn_horizon_days"), monotone_directions(causes))


@dataclass(frozen=True)
class OutOfSample:
    """Predictions of one candidate for the customers of one origin, with what came true; both of shape (customers,)."""

    date: np.datetime64
    log_odds: Floats
    labels: Labels


def varies(column: pa.ChunkedArray) -> bool:
    """Whether a column has two different numbers."""
    bounds = pc.min_max(column)
    return bool(bounds["min"] != bounds["max"])


@dataclass(frozen=True)
class TrainingRows:
    """The table churn_training_sample in arrays, sorted by cutoff and customer: no result depends on the row order."""

    features: list[str]
    customers: list[str]
    dates: Dates
    x: Floats
    y: Labels

    @classmethod
    def from_table(cls, table: pa.Table) -> TrainingRows:
        """Take the keys customer_id, snapshot_date, is_churned, and every other column that varies as a feature.

        Inputs that a company does not have leave columns of zeros: no term could be told from the intercept.
        """
        by_customer = pc.sort_indices(table.column("customer_id")).to_numpy()
        order = by_customer[np.argsort(table.column("snapshot_date").to_numpy()[by_customer], kind="stable")]
        keys = table.select(KEYS).take(order)
        features = [
            name
            for name in table.column_names
            if name not in KEYS and (name in RULE_FEATURES or varies(table.column(name)))
        ]
        return cls(
            features,
            keys.column("customer_id").to_pylist(),
            keys.column("snapshot_date").to_numpy(),
            matrix(table, features)[order],
            keys.column("is_churned").to_numpy().astype(np.int64),
        )

    def known_by(self, date: np.datetime64, horizon_days: int) -> Mask:
        """Mask of the rows whose outcome is known on a date."""
        return np.asarray(self.dates <= date - np.timedelta64(horizon_days, "D"), dtype=np.bool_)

    def to_fit_on(self, mask: Mask) -> tuple[Floats, Labels]:
        """Features and labels of the masked rows, of every n-th where they are more than FIT_ROWS."""
        chosen = np.flatnonzero(mask)
        chosen = chosen[:: max(1, -(-len(chosen) // FIT_ROWS))]
        return self.x[chosen], self.y[chosen]

    def shortage(self, mask: Mask, settings: pa.Table) -> str | None:
        """Why the masked rows are too few to fit on; None if they suffice."""
        n_churned = int(self.y[mask].sum())
        n_rows = int(mask.sum())
        if n_rows == 0:
            return "no_labelled_cutoff"
        if n_rows < setting(settings, "churn_min_training_rows"):
            return "too_few_training_rows"
        if min(n_churned, n_rows - n_churned) < setting(settings, "churn_min_class_rows"):
            return "too_few_rows_of_one_outcome"
        return None


def backtest(
    training: pa.Table, settings: pa.Table, fits: Mapping[str, Fit], purchases: pa.Table | None = None
) -> pa.Table:
    """Out-of-sample predictions of every candidate at rolling origins.

    At each origin a candidate is fitted on the cutoffs whose outcome was known by then, and predicts the customers of
    that cutoff. The latest labelled cutoff is the test origin; the cutoffs whose outcome was known by it, at most
    churn_max_backtest_origins - 1 and the latest first, are the selection origins.

    Args:
        training: churn_training_sample; settings: model_settings; fits: the publishable candidates by name;
        purchases: churn_purchase_histories, if purchases alone are to compete.

    Returns:
        Table of schema BACKTEST, one row per candidate, origin and customer; empty where no origin has enough rows.
    """
    rows = TrainingRows.from_table(training)
    horizon = setting(settings, "churn_horizon_days")
    origins = backtest_origins(rows, settings)
    pieces: list[pa.Table] = []
    past: dict[str, list[OutOfSample]] = {}
    for origin in origins:
        here = rows.dates == origin
        customers = [customer for customer, inside in zip(rows.customers, here, strict=True) if inside]
        predicted = candidate_log_odds(rows, origin, horizon, fits, past)
        by_purchases = purchase_log_odds(purchases, customers, origin, horizon) if purchases is not None else None
        if by_purchases is not None:
            predicted["bg_nbd"] = by_purchases, by_purchases
        for candidate, (uncalibrated, log_odds) in predicted.items():
            pieces.append(
                pa.table(
                    {
                        "candidate": [candidate] * len(customers),
                        "origin_date": [origin.astype(dt.date)] * len(customers),
                        "customer_id": customers,
                        "is_selection_origin": [bool(origin < origins[-1])] * len(customers),
                        "is_churned": rows.y[here],
                        "uncalibrated_log_odds": uncalibrated,
                        "churn_log_odds": log_odds,
                        "churn_probability": sigmoid(log_odds),
                    }
                ).cast(BACKTEST)
            )
    return pa.concat_tables(pieces) if pieces else BACKTEST.empty_table()


def backtest_origins(rows: TrainingRows, settings: pa.Table) -> list[np.datetime64]:
    """The selection origins and, last, the test origin; empty where the test origin has too little before it."""
    horizon = setting(settings, "churn_horizon_days")

    def usable(origin: np.datetime64) -> bool:
        return rows.shortage(rows.known_by(origin, horizon), settings) is None

    dates = np.unique(rows.dates)
    if not len(dates) or not usable(dates[-1]):
        return []
    test = dates[-1]
    earlier = [date for date in dates if date + np.timedelta64(horizon, "D") <= test and usable(date)]
    n_earlier = setting(settings, "churn_max_backtest_origins") - 1
    return [*(earlier[-n_earlier:] if n_earlier else []), test]


def candidate_log_odds(
    rows: TrainingRows,
    origin: np.datetime64,
    horizon: int,
    fits: Mapping[str, Fit],
    past: dict[str, list[OutOfSample]],
) -> dict[str, tuple[Floats, Floats]]:
    """Fit every candidate on what was known at the origin; its log-odds for the customers of the origin, before and
    after calibration, each of shape (customers,).

    `past` holds the uncalibrated log-odds of earlier origins by candidate; this origin is added to it.
    """
    known, here = rows.known_by(origin, horizon), rows.dates == origin
    x, y = rows.to_fit_on(known)
    result: dict[str, tuple[Floats, Floats]] = {}
    with threadpool_limits(1):
        for candidate, fit_candidate in fits.items():
            model = fit_candidate(x, y, rows.features)
            earlier = past.setdefault(candidate, [])
            usable = [piece for piece in earlier if piece.date + np.timedelta64(horizon, "D") <= origin]
            log_odds = model.log_odds(rows.x[here])
            earlier.append(OutOfSample(origin, log_odds, rows.y[here]))
            result[candidate] = log_odds, calibrated(model, usable, x, y).log_odds(rows.x[here])
        free = unconstrained_boosted(without_season(x, rows.features), y, without_season(rows.x[here], rows.features))
        result["unconstrained_boosted"] = free, free
        if "recency_days" in rows.features:
            recency = rows.features.index("recency_days")
            rule = free_regression().fit(x[:, [recency]], y)
            ruled = rule.decision_function(rows.x[here][:, [recency]])
            result["inactivity_rule"] = ruled, ruled
    return result


def purchase_log_odds(purchases: pa.Table, customers: list[str], origin: np.datetime64, horizon: int) -> Floats | None:
    """Log-odds by BG/NBD that customers buy nothing within the horizon, shape (customers,), from transactions alone.

    It is fitted on the purchases of all customers up to the origin and needs no outcome. Not P(alive), which is 1 for
    every one-time buyer and knows no horizon.

    Returns:
        None where the purchases do not suffice for the model.
    """
    at_origin = purchases.filter(pc.equal(purchases.column("snapshot_date"), origin.astype(dt.date)))
    history = matrix(at_origin, HISTORY)
    found = fit_purchases(grouped(*history.T))
    if not found.values:
        return None
    place = pc.index_in(pa.array(customers, pa.string()), at_origin.column("customer_id").combine_chunks())
    own = histories(*history[place.to_numpy(zero_copy_only=False)].T)
    nothing = purchase_probabilities(model_of(found), own, float(horizon), 0)[:, 0]
    nothing = np.clip(nothing, 1 - SUREST, SUREST)
    return np.asarray(np.log(nothing) - np.log1p(-nothing), dtype=np.float64)


def unconstrained_boosted(x: Floats, y: Labels, x_new: Floats) -> Floats:
    """Log-odds of a boosted model free to use interactions: the yardstick for what additivity costs."""
    fitted = boosted_trees(learning_rate=0.03).fit(x, y)
    return np.asarray(fitted.decision_function(x_new), dtype=np.float64)


def free_regression(**options: Any) -> Any:
    """scikit-learn's logistic regression, all but unpenalised, not fitted yet; loaded here as in `boosted_trees`."""
    return import_module("sklearn.linear_model").LogisticRegression(C=1e6, **options)


def calibration_slope(pieces: list[OutOfSample]) -> float:
    """The slope of Platt's scaling over out-of-sample log-odds, with a level of its own for each origin.

    Churn has seasons: a common level would carry the winter's rate into the summer, so only the spread is learned here
    and the level comes from all training cutoffs. Kept within 0.5 and 1.5; 1 where nothing is known yet.
    """
    if not pieces:
        return 1.0
    log_odds = np.concatenate([piece.log_odds for piece in pieces])
    labels = np.concatenate([piece.labels for piece in pieces])
    if labels.min() == labels.max():
        return 1.0
    levels = np.repeat(np.eye(len(pieces)), [len(piece.labels) for piece in pieces], axis=0)
    fitted = free_regression(fit_intercept=False, max_iter=1000).fit(np.column_stack([log_odds, levels]), labels)
    return float(np.clip(fitted.coef_[0][0], 0.5, 1.5))


def calibrated(model: AdditiveModel, pieces: list[OutOfSample], x: Floats, y: Labels) -> AdditiveModel:
    """The model with the slope of its out-of-sample predictions, at the level of the rows that it was fitted on.

    The slope compares customers of one origin, of whom the season says nothing: it stays as it is.
    """
    return recalibrated(model, calibration_slope(pieces), x, y, kept=[SEASON])


def fit(
    training: pa.Table, backtest: pa.Table, leaderboard: pa.Table, settings: pa.Table, fits: Mapping[str, Fit]
) -> pa.Table:
    """Fit the published candidate on all labelled cutoffs.

    Args:
        training: churn_training_sample; backtest: churn_backtest; leaderboard: churn_model_leaderboard;
        settings: model_settings; fits: the publishable candidates by name.

    Returns:
        Table of schema MODEL_PARTS: the registry entries, and the terms unless the data do not suffice.
    """
    rows = TrainingRows.from_table(training)
    everything = np.ones(len(rows.y), dtype=bool)
    published = [row["candidate"] for row in leaderboard.to_pylist() if row["is_published"]]
    shortage = rows.shortage(everything, settings) or (None if published else "too_little_history_for_a_backtest")
    if shortage:
        return model_parts(registry_rows({"status": "not_enough_data", "reason_code": shortage}))

    pieces = past_log_odds(backtest, published[0])
    horizon = setting(settings, "churn_horizon_days")
    x, y = rows.to_fit_on(everything)
    with threadpool_limits(1):
        model = fits[published[0]](x, y, rows.features)
        model = calibrated(model, pieces, x, y)
    terms = term_rows(model)
    entries = {
        "status": "fitted",
        "reason_code": None,
        "model_version": "churn-" + hashlib.sha256(repr(terms).encode()).hexdigest()[:12],
        "algorithm": published[0],
        "trained_from": rows.dates.min(),
        "trained_to": rows.dates.max(),
        "n_training_rows": len(rows.y),
        "data_fingerprint": fingerprint(rows),
        "features": ", ".join(rows.features),
        # Macro check_trained compares how this begins, and that of prospects, with the vars of a build.
        "settings": f"horizon {horizon} days, lookback {setting(settings, 'churn_lookback_days')} days, "
        f"{limits(settings)}",
        "library_versions": library_versions(),
    }
    return model_parts([*registry_rows(entries), *terms])


def limits(settings: pa.Table) -> str:
    """The limits of a fit in words, for the registry."""
    return (
        f"at most {setting(settings, 'churn_max_backtest_origins')} backtest origins, "
        f"from {setting(settings, 'churn_min_training_rows')} rows on, "
        f"{setting(settings, 'churn_min_class_rows')} of each outcome, "
        f"sampled above {setting(settings, 'max_training_rows')} rows, fitted on at most {FIT_ROWS}"
    )


def past_log_odds(backtest: pa.Table, candidate: str) -> list[OutOfSample]:
    """The uncalibrated out-of-sample log-odds and the labels of one candidate, origin by origin."""
    table = backtest.filter(pc.equal(backtest.column("candidate"), candidate))
    table = table.sort_by([("origin_date", "ascending"), ("customer_id", "ascending")])
    dates = table.column("origin_date").to_numpy()
    log_odds = matrix(table, ["uncalibrated_log_odds"])[:, 0]
    labels = table.column("is_churned").to_numpy().astype(np.int64)
    return [OutOfSample(date, log_odds[dates == date], labels[dates == date]) for date in np.unique(dates)]


def fingerprint(rows: TrainingRows) -> str:
    """sha256 over the training rows in their sorted order: the same data give the same text."""
    digest = hashlib.sha256()
    digest.update("\n".join([*rows.features, *rows.customers]).encode())
    for array in (rows.dates.astype(np.int64), rows.x, rows.y):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def read_by(terms: pa.Table) -> list[str]:
    """The columns of churn_scoring_rows that a model of these terms reads, churn_model_terms."""
    return ["customer_id", "as_of_date", *(model_from_terms(terms).features if terms.num_rows else [])]


def predictor(terms: pa.Table, registry: pa.Table, bands: pa.Table, model_name: str = "churn") -> PerBatch:
    """What scores a batch of customers from the published terms alone.

    Args:
        terms: churn_model_terms; registry: model_registry; bands: churn_risk_bands.

    Returns:
        A function from a batch of the columns `read_by` terms of churn_scoring_rows to a table of schema PREDICTIONS,
        row for row. Without a fitted model the probability is NULL and status and reason_code say why.
    """
    entry = registry_entry(registry, model_name)
    if entry["status"] != "fitted":
        return partial(unscored, reason_code=entry["reason_code"])
    return partial(
        scored,
        model=model_from_terms(terms),
        steps=sorted((row["min_probability"], row["risk_band"]) for row in bands.to_pylist()),
        model_version=entry["model_version"],
    )


def unscored(batch: pa.RecordBatch, reason_code: str) -> pa.Table:
    """Rows of PREDICTIONS that say why there is no probability."""
    rows = [
        {"customer_id": customer, "as_of_date": date, "status": "not_enough_data", "reason_code": reason_code}
        for customer, date in zip(
            batch.column("customer_id").to_pylist(), batch.column("as_of_date").to_pylist(), strict=True
        )
    ]
    return pa.Table.from_pylist(rows, schema=PREDICTIONS)


def scored(
    batch: pa.RecordBatch,
    model: AdditiveModel,
    steps: list[tuple[float, str]],
    model_version: str,
) -> pa.Table:
    """Rows of PREDICTIONS with probability, band and the features that raise the risk most, not the season of all."""
    x = by_column(batch, model.features)
    contributions = model.contributions(x)
    log_odds = model.intercept + contributions.sum(axis=1)
    probability = sigmoid(log_odds)
    band = np.searchsorted([float(lower) for lower, _ in steps], probability, side="right") - 1

    columns: dict[str, object] = {
        "customer_id": batch.column("customer_id"),
        "as_of_date": batch.column("as_of_date"),
        "status": pa.repeat("scored", len(x)),
        "reason_code": pa.nulls(len(x), pa.string()),
        "churn_probability": probability,
        "churn_log_odds": log_odds,
        "risk_band": texts_at([name for _, name in steps], np.maximum(band, 0)),
    }
    own = sorted((name, place) for place, name in enumerate(model.features) if name != SEASON)
    places, raised = most(contributions, [place for _, place in own])
    for rank in range(N_REASONS):
        is_none = raised[rank] <= 0
        columns[f"reason_{rank + 1}"] = texts_at(model.features, places[rank], is_none)
        columns[f"reason_{rank + 1}_value"] = pa.array(x[np.arange(len(x)), places[rank]], mask=is_none)
        columns[f"reason_{rank + 1}_contribution"] = pa.array(raised[rank], mask=is_none)
    columns["model_version"] = pa.repeat(model_version, len(x))
    return pa.table(columns).cast(PREDICTIONS)


def most(contributions: Floats, columns: list[int]) -> tuple[npt.NDArray[np.intp], Floats]:
    """The largest N_REASONS of the given columns of each row, contributions being of shape (rows, features).

    Returns:
        The columns, of equal contributions the first given, and their contributions, both of shape (N_REASONS, rows);
        a contribution that is not above 0 stands for none.
    """
    left = contributions.T[columns]
    rows = np.arange(len(contributions))
    places, raised = np.zeros((N_REASONS, len(rows)), dtype=np.intp), np.empty((N_REASONS, len(rows)))
    for place, largest in zip(places, raised, strict=True):
        largest[:] = left[0]
        for number, one in enumerate(left):
            place[one > largest] = number
            np.maximum(largest, one, out=largest)
        left[place, rows] = 0.0
    return np.array(columns)[places], raised


def texts_at(texts: list[str], places: npt.NDArray[np.intp], is_null: Mask | None = None) -> pa.Array:
    """The texts at places of shape (rows,), NULL where masked."""
    return pa.array(texts, pa.string()).take(pa.array(places, mask=is_null))
