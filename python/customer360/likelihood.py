"""Maximum likelihood for models with a few positive parameters: Newton's method on their logarithms, and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.linalg import block_diag
from threadpoolctl import threadpool_limits

from customer360.grouping import Flags
from customer360.tables import Floats

#: A log-likelihood, its gradient (k,) and its Hessian (k, k) at the logarithms of the k parameters.
Likelihood = Callable[[Floats], tuple[float, Floats, Floats]]

#: Converged: the next step is shorter than the first number of standard errors, or shorter than the second and not half
#: the step before it, as where rounding is all that is left. Below the second, rounding hides what a step gains.
TOLERANCE, NOISE = 1e-9, 1e-3
#: No step changes a parameter by more than this factor's logarithm.
LONGEST_STEP = 1.5
MAX_EVALUATIONS = 300
MAX_HALVINGS = 40
#: Curvature below this share of the largest counts as flat.
FLAT = 1e-12
#: Values of a sum over a million rows differ by so much when only the order of the rows does.
ROUNDING = 1e-12
#: Fewer customers say too little of how customers differ.
MIN_CUSTOMERS = 100
#: A search begins on about so many rows, and ends on all.
ROUGH_ROWS = 20_000
#: So many rows at a time stay in the processor's cache.
BLOCK = 16_384
#: Step in the logarithm of a parameter for derivatives of predictions.
SMALL_STEP = 1e-4


@dataclass(frozen=True)
class Optimum:
    """The logarithms (k,) at which a likelihood is largest, and its Hessian there. at_bound (k,) marks parameters
    that the likelihood pushes against a bound."""

    logs: Floats
    value: float
    hessian: Floats
    at_bound: Flags
    evaluations: int
    converged: bool


@dataclass(frozen=True)
class Fit:
    """Fitted parameters, by name; covariance (k, k) is that of their logarithms; evaluations of the likelihood.

    reason_code is None where all is well, else what is not:
      no_customers, too_few_customers, no_repeat_purchases, no_repeat_spend, no_time, no_variation: nothing is fitted,
      `values` is empty;
      not_converged, likelihood_is_flat: values are where the search ended, and have no errors;
      parameter_at_bound: the data want a simpler model (no dropout, or customers all alike). The values are usable; a
      parameter at its bound is taken as known, and its standard error is NaN.
    """

    model: str
    values: dict[str, float]
    covariance: Floats
    log_likelihood: float
    n_customers: float
    evaluations: int
    reason_code: str | None

    @property
    def logs(self) -> Floats:
        """Logarithms of the parameters, shape (k,)."""
        return np.log(np.array(list(self.values.values()), dtype=np.float64))

    @property
    def standard_errors(self) -> dict[str, float]:
        """Standard error of each parameter, from the observed information; NaN where there is none."""
        variance = np.diag(self.covariance)
        errors = np.sqrt(np.where(variance > 0, variance, np.nan))
        return {name: value * float(error) for (name, value), error in zip(self.values.items(), errors, strict=True)}


def not_fitted(model: str, reason_code: str, n_customers: float) -> Fit:
    """A fit without parameters, and why."""
    return Fit(model, {}, np.empty((0, 0)), float("nan"), n_customers, 0, reason_code)


def maximise(likelihood: Likelihood, start: Floats, lower: Floats, upper: Floats) -> Optimum:
    """Newton's method with bounds: start, lower and upper are logarithms of shape (k,).

    Where the likelihood is not concave, the step follows the absolute curvature, so it still leads uphill. A step ends
    at the first bound that it meets: bent along the bound, it could lead downhill.
    """
    logs = np.clip(start, lower, upper)
    value, gradient, hessian = likelihood(logs)
    evaluations, converged, length = 1, False, float("inf")
    while not converged and evaluations < MAX_EVALUATIONS:
        step = ascent(gradient, hessian, logs, (lower, upper))
        before, length = length, float(np.sqrt(max(float(gradient @ step), 0.0)))
        converged = bool(length <= TOLERANCE or before / 2 <= length <= NOISE)
        step *= min(1.0, LONGEST_STEP / max(np.abs(step).max(), TOLERANCE))
        room = np.where(step > 0, upper - logs, logs - lower)
        step *= min(1.0, float((room[step != 0] / np.abs(step[step != 0])).min(initial=1.0)))
        for _ in range(MAX_HALVINGS):
            trial = np.clip(logs + step, lower, upper)
            found = likelihood(trial)
            evaluations += 1
            if length <= NOISE or found[0] >= value - ROUNDING * abs(value):
                break
            step /= 4
        else:
            break
        logs, (value, gradient, hessian) = trial, found
    return Optimum(logs, value, hessian, pushed(gradient, logs, (lower, upper)), evaluations, converged)


def pushed(direction: Floats, logs: Floats, bounds: tuple[Floats, Floats]) -> Flags:
    """Which parameters (k,) are at a bound, up to rounding, and would leave it outwards."""
    lower, upper = bounds
    return ((logs <= lower + TOLERANCE) & (direction < 0)) | ((logs >= upper - TOLERANCE) & (direction > 0))


def ascent(gradient: Floats, hessian: Floats, logs: Floats, bounds: tuple[Floats, Floats]) -> Floats:
    """The Newton step (k,) of the parameters that are free to move; the others stay."""
    free = ~pushed(gradient, logs, bounds)
    step = np.zeros_like(gradient)
    while free.any():
        curvature, axes = np.linalg.eigh(-hessian[np.ix_(free, free)])
        curvature = np.maximum(np.abs(curvature), FLAT * np.abs(curvature).max() + np.finfo(float).tiny)
        step[:] = 0
        step[free] = axes @ ((axes.T @ gradient[free]) / curvature)
        outwards = pushed(step, logs, bounds)
        if not outwards.any():
            return step
        free &= ~outwards
    return np.zeros_like(gradient)


def best(likelihood: Likelihood, starts: Iterable[Floats], lower: Floats, upper: Floats) -> Optimum:
    """The highest optimum that the starts lead to, as there may be several; evaluations of all."""
    optima = [maximise(likelihood, start, lower, upper) for start in starts]
    highest = max(optima, key=lambda optimum: optimum.value)
    return replace(highest, evaluations=sum(optimum.evaluations for optimum in optima))


def search(rough: Likelihood, whole: Likelihood, starts: Iterable[Floats], lower: Floats, upper: Floats) -> Optimum:
    """The optimum of the whole likelihood, searched from that of a rough one that costs little; evaluations of both."""
    with threadpool_limits(1):
        near = best(rough, starts, lower, upper)
        optimum = maximise(whole, near.logs, lower, upper)
    return replace(optimum, evaluations=near.evaluations + optimum.evaluations)


def fit_from(model: str, names: Sequence[str], optimum: Optimum, n_customers: float) -> Fit:
    """The fit that an optimum is, with its errors."""
    free = ~optimum.at_bound
    information = -optimum.hessian[np.ix_(free, free)]
    curvature = np.linalg.eigvalsh(information)
    covariance = np.zeros_like(optimum.hessian)
    reason_code = "parameter_at_bound" if optimum.at_bound.any() else None
    if not optimum.converged or (free.any() and curvature.min() <= FLAT * curvature.max()):
        reason_code = "likelihood_is_flat" if optimum.converged else "not_converged"
        covariance[:] = np.nan
    else:
        covariance[np.ix_(free, free)] = np.linalg.inv(information)
    values = dict(zip(names, np.exp(optimum.logs).tolist(), strict=True))
    return Fit(model, values, covariance, optimum.value, n_customers, optimum.evaluations, reason_code)


def delta_errors(predict: Callable[[Floats], Floats], *fits: Fit) -> Floats:
    """Standard errors of predictions by the delta method, in the shape of the predictions.

    They say how well the parameters are known, not how far a single customer may be from what is expected of it. For
    the error of a sum over customers, predict the sum.

    Args:
        predict: predictions from the logarithms of the parameters of all fits, one after another; fits: independent.
    """
    return errors_of([predict(logs) for logs in stepped(*fits)], *fits)


def stepped(*fits: Fit) -> Floats:
    """The logarithms of all k parameters with one of them a small step higher, then lower, shape (2 k, k)."""
    logs = np.concatenate([fit.logs for fit in fits])
    steps = SMALL_STEP * np.eye(len(logs))
    return np.stack([logs + steps, logs - steps], axis=1).reshape(-1, len(logs))


def errors_of(predictions: Sequence[Floats], *fits: Fit) -> Floats:
    """`delta_errors` of predictions at each row of `stepped`."""
    covariance = block_diag(*(fit.covariance for fit in fits))
    higher, lower = np.array(predictions[0::2]), np.array(predictions[1::2])
    slopes = (higher - lower) / (2 * SMALL_STEP)
    variance = np.einsum("i...,ij,j...->...", slopes, covariance, slopes)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)


def fit_rows(fit: Fit) -> list[Mapping[str, Any]]:
    """The fit as rows of MODEL_PARTS: a parameter with its standard error as reference, then the covariances."""
    names = list(fit.values)
    errors = fit.standard_errors
    rows: list[Mapping[str, Any]] = [
        {
            "part": "parameter",
            "item_number": number,
            "item": name,
            "number": value,
            "reference": None if np.isnan(errors[name]) else errors[name],
        }
        for number, (name, value) in enumerate(fit.values.items(), start=1)
    ]
    rows += [
        {"part": "log_covariance", "item": one, "kind": other, "number": float(fit.covariance[i, j])}
        for i, one in enumerate(names)
        for j, other in enumerate(names)
    ]
    return rows


def parameters_from_rows(parts: pa.Table) -> dict[str, float]:
    """The parameters by name, from the rows of `fit_rows` in any order, with other rows among them or not."""
    rows = [row for row in parts.to_pylist() if row["part"] == "parameter"]
    return {row["item"]: row["number"] for row in sorted(rows, key=lambda row: row["item_number"])}
