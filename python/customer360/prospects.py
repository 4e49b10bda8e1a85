"""Prospects: who of those known without an order places one within the horizon, and what speaks for it.

The mirror of churn: the same backtest, the same additive terms and the same calibration, under names of its own.
Training rows are people known without a valid order at a cutoff; converted = a valid order in (T, T + H].
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa

from customer360 import churn
from customer360.additive import DECIMALS, STRAIGHT, AdditiveModel, Labels, Term, fit_additive_boosted
from customer360.churn import Fit
from customer360.tables import Floats, PerBatch, model_parts, setting

#: What churn's tables call it, and what it is called here.
NAMES = {
    "is_churned": "is_converted",
    "churn_probability": "conversion_probability",
    "churn_log_odds": "conversion_log_odds",
}
CHURN_NAMES = {ours: theirs for theirs, ours in NAMES.items()}

#: Reason of no training rows: a company that has been there for long may have no people without an order.
NOBODY = "no_prospect_known_long_enough"

#: Steps of the plain rules: days since a person became known, and conversion of the registration source against all.
AGE_STEPS = [7.0, 30.0, 90.0, 365.0]
LIFT_STEPS = [0.8, 1.25]


def fit_rates(x: Floats, y: Labels, features: list[str], feature: str, cuts: list[float]) -> AdditiveModel:
    """The plain rule: the share of conversions seen on each step of one feature is the probability there.

    Args:
        x: (rows, features), y: (rows,) of 0 and 1, both present; cuts: ascending, x <= a cut lies below it; none for
            one rate of all.

    Two rows of the average outcome are added to each step, so that an empty one has the rate of all and a certain one
    stays finite.
    """
    step = np.searchsorted(cuts, x[:, features.index(feature)], side="left")
    n = np.bincount(step, minlength=len(cuts) + 1)
    converted = np.bincount(step, weights=y, minlength=len(cuts) + 1) + 2 * y.mean()
    log_odds = np.log(converted / (n + 2 - converted))
    centre = float(np.average(log_odds, weights=n))
    terms = [
        Term(feature, "step", round(float(level) - centre, DECIMALS), lower=lower, upper=upper)
        for level, (lower, upper) in zip(log_odds, pairwise([None, *cuts, None]), strict=True)
    ]
    return AdditiveModel(features, round(centre, DECIMALS), terms)


def candidates(labels: pa.Table) -> dict[str, Fit]:
    """The candidates that are published when they win: two models and three plain rules.

    Args:
        labels: prospect_feature_labels.
    """
    directions = churn.monotone_directions(labels)
    return {
        "logistic": partial(STRAIGHT.fit, directions=directions),
        "additive_boosted": partial(fit_additive_boosted, directions=directions),
        "rate_of_all": partial(fit_rates, feature="record_age_days", cuts=[]),
        "rate_by_age": partial(fit_rates, feature="record_age_days", cuts=AGE_STEPS),
        "rate_by_source": partial(fit_rates, feature="source_lift", cuts=LIFT_STEPS),
    }


def renamed(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """The table with other names for some of its columns."""
    return table.rename_columns([names.get(name, name) for name in table.column_names])


BACKTEST = renamed(churn.BACKTEST.empty_table(), NAMES).schema
PREDICTIONS = pa.schema(
    [
        pa.field(field.name.replace("_value", "_text"), pa.string()) if field.name.endswith("_value") else field
        for field in renamed(churn.PREDICTIONS.empty_table().drop_columns("risk_band"), NAMES).schema
    ]
)


def backtest(training: pa.Table, settings: pa.Table, labels: pa.Table) -> pa.Table:
    """Out-of-sample predictions of every candidate at rolling origins, as churn.backtest makes them.

    Args:
        training: prospect_training_rows; settings: model_settings; labels: prospect_feature_labels.

    Returns:
        Table of schema BACKTEST; empty where no origin has enough rows.
    """
    return renamed(churn.backtest(renamed(training, CHURN_NAMES), of_prospects(settings), candidates(labels)), NAMES)


def fit(
    training: pa.Table, backtest: pa.Table, leaderboard: pa.Table, settings: pa.Table, labels: pa.Table
) -> pa.Table:
    """Fit the published candidate on all labelled cutoffs.

    Args:
        training: prospect_training_rows; backtest: prospect_backtest; leaderboard: prospect_model_leaderboard;
        settings: model_settings; labels: prospect_feature_labels.

    Returns:
        Table of schema MODEL_PARTS: the registry entries, and the terms unless the data do not suffice.
    """
    settings = of_prospects(settings)
    parts = churn.fit(
        renamed(training, CHURN_NAMES), renamed(backtest, CHURN_NAMES), leaderboard, settings, candidates(labels)
    ).to_pylist()
    for row in parts:
        if row["item"] == "model_version":
            row["kind"] = row["kind"].replace("churn-", "prospects-")
        if row["item"] == "reason_code" and row["kind"] == "no_labelled_cutoff":
            row["kind"] = NOBODY
        if row["item"] == "settings":
            row["kind"] = f"horizon {setting(settings, 'churn_horizon_days')} days, {churn.limits(settings)}"
    return model_parts(parts)


def of_prospects(settings: pa.Table) -> pa.Table:
    """The settings as churn reads them, with the horizon of prospects."""
    position = settings.column_names.index("churn_horizon_days")
    return settings.set_column(position, "churn_horizon_days", settings.column("prospect_horizon_days"))


def predictor(terms: pa.Table, registry: pa.Table, labels: pa.Table) -> PerBatch:
    """What scores a batch of people without an order from the published terms alone.

    Args:
        terms: prospect_model_terms; registry: model_registry; labels: prospect_feature_labels.

    Returns:
        A function from a batch of prospect_scoring_rows to a table of schema PREDICTIONS, row for row. Without a fitted
        model the probability is NULL and status and reason_code say why.
    """
    one_band = pa.table({"risk_band": ["all"], "min_probability": [0.0]})
    label_of = {row["feature"]: row["label"] for row in labels.to_pylist()}
    return partial(scored, score=churn.predictor(terms, registry, one_band, "prospects"), label_of=label_of)


def scored(batch: pa.RecordBatch, score: PerBatch, label_of: Mapping[str, str]) -> pa.Table:
    """Rows of PREDICTIONS from what scores them as churn, each reason with its label and its value in one text."""
    table = renamed(score(batch).drop_columns("risk_band"), NAMES)
    for place, name in enumerate(table.column_names):
        if name.endswith("_value"):
            reasons = table.column(name.removesuffix("_value"))
            texts = reason_texts(reasons, table.column(name), label_of)
            table = table.set_column(place, name.replace("_value", "_text"), texts)
    return table


def reason_texts(reasons: pa.ChunkedArray, values: pa.ChunkedArray, label_of: Mapping[str, str]) -> pa.Array:
    """The label of each reason and its value to six significant digits; NULL where there is none."""
    texts = [
        None if reason is None else f"{label_of.get(reason, reason)}: {value:.6g}"
        for reason, value in zip(reasons.to_pylist(), values.to_pylist(), strict=True)
    ]
    return pa.array(texts, pa.string())
