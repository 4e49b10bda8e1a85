"""How far predicted probabilities are off in level and in spread, by logistic recalibration.

Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958); named and read as in Van Calster
et al., "Calibration: the Achilles heel of predictive analytics", BMC Medicine 17 (2019).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from threadpoolctl import threadpool_limits

from customer360.additive import DECIMALS
from customer360.tables import Floats

GROUP = ("candidate", "origin_date", "segment")

CALIBRATION = pa.schema(
    [
        ("candidate", pa.string()),
        ("origin_date", pa.date32()),
        ("segment", pa.string()),
        ("calibration_intercept", pa.float64()),
        ("calibration_slope", pa.float64()),
    ]
)

#: Newton's method ends at a step this small; the fit is concave, so it needs a handful of steps or has no end.
TOLERANCE = 1e-10
MAX_STEPS = 100
#: A slope further from 0 says that the outcomes are separated: there is no finite fit.
MAX_SLOPE = 100.0


def of_groups(ties: pa.Table) -> pa.Table:
    """Intercept and slope per group.

    Args:
        ties: int_churn_backtest_ties, rows of one probability: churn_log_odds, n_customers, n_churned and the GROUP.

    Returns:
        Table of schema CALIBRATION, one row per group in sorted order; NULL where a number has no finite fit.
    """
    ties = ties.sort_by([(name, "ascending") for name in (*GROUP, "churn_log_odds")])
    groups = ties.group_by(list(GROUP)).aggregate([([], "count_all")]).sort_by([(name, "ascending") for name in GROUP])
    ends = np.cumsum(groups.column("count_all").to_numpy()).tolist()
    log_odds, n, churned = (
        ties.column(name).to_numpy().astype(np.float64) for name in ("churn_log_odds", "n_customers", "n_churned")
    )
    rows = []
    with threadpool_limits(1):
        for group, (start, end) in zip(groups.select(GROUP).to_pylist(), pairwise([0, *ends]), strict=True):
            part = log_odds[start:end], n[start:end], churned[start:end]
            numbers = {"calibration_intercept": intercept(*part), "calibration_slope": slope(*part)}
            rows.append(group | numbers)
    return pa.Table.from_pylist(rows, schema=CALIBRATION)


def intercept(log_odds: Floats, n: Floats, churned: Floats) -> float | None:
    """Calibration in the large: a of log-odds(churn) = a + predicted log-odds; below 0 too much churn was predicted.

    All arguments of shape (ties,). None where all customers had one outcome.
    """
    fitted = logistic_fit(np.ones((len(n), 1)), log_odds, n, churned)
    return None if fitted is None else round(float(fitted[0]), DECIMALS)


def slope(log_odds: Floats, n: Floats, churned: Floats) -> float | None:
    """The b of log-odds(churn) = a + b x predicted log-odds; below 1 the predictions are too extreme.

    All arguments of shape (ties,). None where all customers had one outcome or one prediction, or where the prediction
    separates the outcomes.
    """
    if np.ptp(log_odds) == 0:
        return None
    fitted = logistic_fit(np.column_stack([np.ones(len(n)), log_odds]), np.zeros(len(n)), n, churned)
    return None if fitted is None or abs(fitted[1]) > MAX_SLOPE else round(float(fitted[1]), DECIMALS)


def logistic_fit(x: Floats, offset: Floats, n: Floats, churned: Floats) -> npt.NDArray[np.float64] | None:
    """Maximum likelihood of a logistic regression with offset, by Newton's method with halved steps.

    Args:
        x: (ties, coefficients); offset, n, churned: (ties,).

    Returns:
        Coefficients, or None where the likelihood has no maximum.
    """
    if churned.sum() in (0.0, n.sum()):
        return None
    weights = np.zeros(x.shape[1])
    for _ in range(MAX_STEPS):
        probability = 0.5 * (1.0 + np.tanh(0.5 * (offset + x @ weights)))
        information = x.T @ (x * (n * probability * (1.0 - probability))[:, None])
        if np.linalg.cond(information) > 1 / np.finfo(float).eps:
            return None
        step = np.linalg.solve(information, x.T @ (churned - n * probability))
        before = log_likelihood(offset + x @ weights, n, churned)
        while log_likelihood(offset + x @ (weights + step), n, churned) < before and np.abs(step).max() > TOLERANCE:
            step = step / 2
        weights = weights + step
        if np.abs(step).max() <= TOLERANCE:
            return weights
    return None


def log_likelihood(log_odds: Floats, n: Floats, churned: Floats) -> float:
    """Of so many churned of n at the given log-odds; all of shape (ties,)."""
    return float(np.sum(churned * log_odds - n * np.logaddexp(0.0, log_odds)))
