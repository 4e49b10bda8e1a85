"""Additive models whose every term is a row: log-odds = intercept + sum of one contribution per feature."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import brentq
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from customer360.tables import Floats

Labels = npt.NDArray[np.int64]

#: Published weights are rounded to this many decimals, and predictions use the rounded weights.
DECIMALS = 10
#: A boosted model sees each feature through at most this many steps.
MAX_STEPS = 32


def signed_log1p(values: Floats) -> Floats:
    """log(1 + |x|) with the sign of x; any shape."""
    return np.sign(values) * np.log1p(np.abs(values))


def sigmoid(log_odds: Floats) -> Floats:
    """Probability from log-odds; any shape, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)), dtype=np.float64)


@dataclass(frozen=True)
class Term:
    """One row of the model.

    kind 'linear': contribution weight * (signed_log1p(x) - reference).
    kind 'step': contribution weight where lower < x <= upper; None is an open end.
    """

    feature: str
    kind: str
    weight: float
    lower: float | None = None
    upper: float | None = None
    reference: float | None = None


@dataclass(frozen=True)
class AdditiveModel:
    """An intercept and the terms of each feature. The contributions average 0 over the training rows."""

    features: list[str]
    intercept: float
    terms: list[Term]

    def contributions(self, x: Floats) -> Floats:
        """Contribution of each feature to the log-odds, 0 where it has no term: x of shape (rows, features) gives the
        same shape.

        Raises:
            ValueError: the terms of a feature leave a gap between them, or overlap.
        """
        result = np.zeros_like(x)
        for column, feature in enumerate(self.features):
            terms = [term for term in self.terms if term.feature == feature]
            if terms:
                result[:, column] += contribution(terms, x[:, column])
        return result

    def log_odds(self, x: Floats) -> Floats:
        """Log-odds of shape (rows,)."""
        return np.asarray(self.intercept + self.contributions(x).sum(axis=1), dtype=np.float64)


def contribution(terms: list[Term], values: Floats) -> Floats:
    """What the terms of one feature, which cut its values into ranges one after the other, give for values of shape
    (rows,); the same shape.

    Raises:
        ValueError: the ranges leave a gap between them, or overlap.
    """
    bounds = [None, *(term.upper for term in terms)]
    if bounds[-1] is not None or bounds[:-1] != [term.lower for term in terms]:
        raise ValueError(f"the terms of '{terms[0].feature}' do not cover its values once, in order")
    place = np.searchsorted([bound for bound in bounds if bound is not None], values, side="left")
    weights = np.array([term.weight for term in terms])[place]
    is_linear = np.array([term.kind == "linear" for term in terms])
    if not is_linear.any():
        return weights
    references = np.array([term.reference or 0.0 for term in terms])[place]
    return np.where(is_linear[place], weights * (signed_log1p(values) - references), weights)


def recalibrated(model: AdditiveModel, slope: float, x: Floats, y: Labels) -> AdditiveModel:
    """The model with all contributions times `slope`, and the intercept at which the mean probability over the rows
    x, of shape (rows, features), equals the share of y, of shape (rows,)."""
    scaled = [replace(term, weight=round(term.weight * slope, DECIMALS)) for term in model.terms]
    centred = AdditiveModel(model.features, 0.0, scaled).log_odds(x)
    rate = float(np.mean(y))
    intercept = brentq(lambda level: float(np.mean(sigmoid(level + centred))) - rate, -50.0, 50.0)
    return AdditiveModel(model.features, round(float(intercept), DECIMALS), scaled)


def fit_logistic(x: Floats, y: Labels, features: list[str], penalty: float = 0.01) -> AdditiveModel:
    """Ridge-penalised logistic regression on standardised signed logs.

    Args:
        x: (rows, features), y: (rows,) of 0 and 1, both classes present.
        penalty: scikit-learn's C, the inverse strength. 0.01 was best of 0.01, 0.1, 1 in the backtest on Online
            Retail II: the features overlap, and a strong ridge shares weight among them instead of setting one
            against another.
    """
    logs = signed_log1p(x)
    mean = np.round(logs.mean(axis=0), DECIMALS)
    scale = logs.std(axis=0)
    scale[scale < 10.0**-DECIMALS] = 1.0  # of equal values it is not always 0
    fitted = LogisticRegression(C=penalty, max_iter=1000).fit((logs - mean) / scale, y)
    weights = fitted.coef_[0] / scale
    terms = [
        Term(name, "linear", round(float(weight), DECIMALS), reference=float(centre))
        for name, weight, centre in zip(features, weights, mean, strict=True)
    ]
    return AdditiveModel(features, round(float(fitted.intercept_[0]), DECIMALS), terms)


def fit_additive_boosted(x: Floats, y: Labels, features: list[str]) -> AdditiveModel:
    """Gradient-boosted trees that may use one feature each, read out as one step function per feature.

    Each feature is cut at training quantiles into at most MAX_STEPS steps before fitting, so the readout at every step
    is the whole model, not a sample of it.
    """
    cuts = [step_cuts(x[:, column]) for column in range(x.shape[1])]
    codes = np.column_stack([np.searchsorted(cut, x[:, j], side="left") for j, cut in enumerate(cuts)])
    fitted = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=200,
        max_leaf_nodes=8,
        min_samples_leaf=50,
        l2_regularization=1.0,
        interaction_cst="no_interactions",
        early_stopping=False,
        random_state=0,
    ).fit(codes, y)

    origin = np.zeros((1, len(features)))
    intercept = float(fitted.decision_function(origin)[0])
    terms: list[Term] = []
    level = intercept
    for column, (name, cut) in enumerate(zip(features, cuts, strict=True)):
        probe = np.repeat(origin, len(cut) + 1, axis=0)
        probe[:, column] = np.arange(len(cut) + 1)
        steps = fitted.decision_function(probe) - intercept
        centre = float(steps[codes[:, column]].mean())
        level += centre
        bounds = [None, *(float(value) for value in cut), None]
        terms += [
            Term(name, "step", round(float(step) - centre, DECIMALS), lower=bounds[i], upper=bounds[i + 1])
            for i, step in enumerate(steps)
        ]
    return AdditiveModel(features, round(level, DECIMALS), terms)


def fit_inactivity_rule(x: Floats, y: Labels, features: list[str], window_days: float) -> AdditiveModel:
    """The plain rule, quiet for longer than a window, with the churn seen on either side of it as its probability.

    Args:
        x: (rows, features) with a column recency_days, y: (rows,) of 0 and 1.
        window_days: customers whose last order is more days ago are quiet.

    One churned and one retained customer are added to either side, so that an empty or a certain side stays finite
    (Laplace's rule of succession).
    """
    quiet = x[:, features.index("recency_days")] > window_days
    sides = [y[~quiet], y[quiet]]
    log_odds = [float(np.log((side.sum() + 1) / (len(side) - side.sum() + 1))) for side in sides]
    centre = float(np.average(log_odds, weights=[len(side) for side in sides]))
    weights = [round(level - centre, DECIMALS) for level in log_odds]
    terms = [
        Term("recency_days", "step", weights[0], upper=window_days),
        Term("recency_days", "step", weights[1], lower=window_days),
    ]
    return AdditiveModel(features, round(centre, DECIMALS), terms)


def step_cuts(values: Floats) -> Floats:
    """Up to MAX_STEPS - 1 distinct training values that cut a feature at its quantiles; x <= a cut lies below it."""
    quantiles = np.quantile(values, np.linspace(0, 1, MAX_STEPS + 1)[1:-1], method="lower")
    return np.unique(quantiles[quantiles < values.max()]) if len(values) else np.empty(0)


def term_rows(model: AdditiveModel) -> list[dict[str, object]]:
    """The model as rows of MODEL_PARTS, the intercept first."""
    rows: list[dict[str, object]] = [
        {"part": "term", "item_number": 0, "item": "intercept", "kind": "intercept", "number": model.intercept}
    ]
    for number, term in enumerate(model.terms, start=1):
        rows.append(
            {
                "part": "term",
                "item_number": number,
                "item": term.feature,
                "kind": term.kind,
                "lower_bound": term.lower,
                "upper_bound": term.upper,
                "number": term.weight,
                "reference": term.reference,
            }
        )
    return rows


def model_from_terms(terms: pa.Table) -> AdditiveModel:
    """The model that the table churn_model_terms publishes.

    Raises:
        ValueError: the table has no intercept row.
    """
    rows = sorted(terms.to_pylist(), key=lambda row: row["term_number"])
    intercepts = [row["weight"] for row in rows if row["term_kind"] == "intercept"]
    if len(intercepts) != 1:
        raise ValueError(f"an additive model has one intercept row, this table has {len(intercepts)}")
    model_terms = [
        Term(
            row["feature"],
            row["term_kind"],
            row["weight"],
            lower=row["lower_bound"],
            upper=row["upper_bound"],
            reference=row["reference_value"],
        )
        for row in rows
        if row["term_kind"] != "intercept"
    ]
    return AdditiveModel(list(dict.fromkeys(term.feature for term in model_terms)), intercepts[0], model_terms)
