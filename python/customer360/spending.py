"""How much customers spend per purchase, and what they will be worth: Gamma-Gamma by maximum likelihood.

A customer's purchases vary around a mean of its own; the means differ between customers by a gamma mixture, independent
of how often they buy (Fader & Hardie 2013, The gamma-gamma model of monetary value; Fader, Hardie & Lee 2005, RFM and
CLV, Journal of Marketing Research 42). Parameters p, q (shapes) and v (in money).

Of a customer it needs: frequency x, the number of purchases that the mean is over; mean value z of them, above 0.
Customers with x = 0 have no mean; they are predicted, not fitted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, polygamma, psi

from customer360.grouping import refuse, totals, weights
from customer360.likelihood import BLOCK, MIN_CUSTOMERS, ROUGH_ROWS, Fit, delta_errors, fit_from, not_fitted, search
from customer360.purchases import MODIFIED_BG_NBD, Discounting, Histories, discounted_purchases, model_at
from customer360.tables import Floats

GAMMA_GAMMA = "gamma_gamma"
#: Reason of a fit with q of 1 or less: the mean over all customers, p v / (q - 1), is infinite. Also of one that chance
#: may have put above 1, by CERTAIN standard errors: that mean would be as large as chance makes it.
INFINITE_MEAN = "mean_spend_is_infinite"
CERTAIN = 1.96
PARAMETERS = ("p", "q", "v")
#: Bounds of p and q; v has them as multiples of the geometric mean value: the mean follows a few where q is small.
LOWER, UPPER = 1e-3, 1e5
#: Starts for p, q, and v as a multiple of the geometric mean value.
STARTS = ((2.0, 3.0, 1.0), (20.0, 5.0, 0.2), (0.5, 1.5, 1.0))


@dataclass(frozen=True)
class SpendModel:
    """The parameters, v in money."""

    p: float
    q: float
    v: float

    @property
    def logs(self) -> Floats:
        """Logarithms of p, q, v: shape (3,)."""
        return np.log(np.array([self.p, self.q, self.v], dtype=np.float64))


def spend_model_at(logs: Floats) -> SpendModel:
    """The model with these logarithms of p, q, v."""
    p, q, v = np.exp(logs).tolist()
    return SpendModel(p, q, v)


def spend_model_of(fit: Fit) -> SpendModel:
    """The model that a fit found.

    Raises:
        ValueError: nothing was fitted.
    """
    if not fit.values:
        raise ValueError(f"no spend model was fitted: {fit.reason_code}")
    return spend_model_at(fit.logs)


@dataclass(frozen=True)
class Spending:
    """Customers in order of x, z: purchases x, their mean value z and the number of such customers, shape (rows,)."""

    frequency: Floats
    value: Floats
    weight: Floats


def spending(frequency: npt.ArrayLike, value: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Spending:
    """Check and order the customers to fit on.

    Args:
        frequency: x, value: mean z, both of shape (rows,); weight: customers per row, else 1.

    Raises:
        ValueError: a row without purchases, or whose mean is not above 0: such customers are to be left out, and
            counted, by whoever calls.
    """
    x, z = np.asarray(frequency, dtype=np.float64), np.asarray(value, dtype=np.float64)
    if x.shape != z.shape:
        raise ValueError(f"columns of different lengths: {len(x)}, {len(z)}")
    w = weights(weight, x)
    refuse(
        {
            "frequency is not a whole number from 1": ~((x >= 1) & (np.rint(x) == x) & np.isfinite(x)),
            "mean value is not above 0 and finite": ~((z > 0) & np.isfinite(z)),
        }
    )
    order = np.argsort(z)
    order = order[np.argsort(x[order].astype(np.min_scalar_type(int(x.max(initial=0)))), kind="stable")]
    if weight is not None and has_equal_neighbours(x[order], z[order]):
        order = np.lexsort((w, z, x))
    return Spending(x[order], z[order], w[order])


def has_equal_neighbours(*columns: Floats) -> bool:
    """Whether two rows that follow each other have the same values in all columns, of shape (rows,) each."""
    return bool(np.logical_and.reduce([column[1:] == column[:-1] for column in columns]).any())


class SpendLikelihood:
    """The log-likelihood with gradient and Hessian in the logarithms of p, q, v (Fader & Hardie 2013).

    For one customer, with s = x z:

        ln G(p x + q) - ln G(p x) - ln G(q) + q ln v + p x ln s - ln z - (p x + q) ln(v + s)
    """

    def __init__(self, data: Spending) -> None:
        """Take apart what needs x only, what is a sum, and what needs every row."""
        self.x, self.w, self.sums = data.frequency, data.weight, data.frequency * data.value
        self.counts, self.count_weight = totals(self.x, self.w)
        self.n = float(self.w.sum())
        self.x_log_sum = float((self.w * self.x) @ np.log(self.sums))
        self.log_value = float(self.w @ np.log(data.value))

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient (3,), Hessian (3, 3)."""
        theta = np.exp(logs)
        p, q, v = theta
        x, w, n = self.counts, self.count_weight, self.n
        moments = self.moments(v)
        [logs_all, logs_x], [inverse, inverse_x], [square, square_x] = moments
        value = w @ (gammaln(p * x + q) - gammaln(p * x) - gammaln(q)) + n * q * np.log(v)
        value += p * (self.x_log_sum - logs_x) - self.log_value - q * logs_all
        gradient = np.array(
            [
                (w * x) @ (psi(p * x + q) - psi(p * x)) + self.x_log_sum - logs_x,
                w @ (psi(p * x + q) - psi(q)) + n * np.log(v) - logs_all,
                n * q / v - p * inverse_x - q * inverse,
            ]
        )
        both = polygamma(1, p * x + q)
        hessian = np.empty((3, 3))
        hessian[0, 0] = (w * x**2) @ (both - polygamma(1, p * x))
        hessian[1, 1] = w @ (both - polygamma(1, q))
        hessian[2, 2] = p * square_x + q * square - n * q / v**2
        hessian[0, 1] = hessian[1, 0] = (w * x) @ both
        hessian[0, 2] = hessian[2, 0] = -inverse_x
        hessian[1, 2] = hessian[2, 1] = n / v - inverse
        return float(value), gradient * theta, hessian * np.outer(theta, theta) + np.diag(gradient * theta)

    def moments(self, v: float) -> Floats:
        """Sums of ln(v + s), 1 / (v + s) and 1 / (v + s)^2, each alone and times x: shape (3, 2)."""
        total = np.zeros((3, 2))
        for first in range(0, len(self.x), BLOCK):
            rows = slice(first, first + BLOCK)
            shifted = v + self.sums[rows]
            inverse = 1 / shifted
            weights = np.column_stack([self.w[rows], self.w[rows] * self.x[rows]])
            total += np.stack([np.log(shifted), inverse, inverse * inverse]) @ weights
        return total


def fit_spending(data: Spending, start: SpendModel | None = None, min_customers: float = MIN_CUSTOMERS) -> Fit:
    """Fit p, q, v by maximum likelihood.

    Args:
        data: of `spending`; start: where to begin, else several starts are tried.

    Returns:
        The fit; where the data do not suffice it has no parameters and says why (see Fit). INFINITE_MEAN is its reason
        where q is not above 1 beyond chance: no customer's mean can be drawn towards that of all.
    """
    n_customers = float(data.weight.sum())
    if not n_customers:
        return not_fitted(GAMMA_GAMMA, "no_repeat_spend", n_customers)
    if n_customers < min_customers:
        return not_fitted(GAMMA_GAMMA, "too_few_customers", n_customers)
    if data.value.min() == data.value.max():
        return not_fitted(GAMMA_GAMMA, "no_variation", n_customers)
    unit = np.array([0.0, 0.0, data.weight @ np.log(data.value) / n_customers])
    starts = [unit + np.log(np.array(ratios)) for ratios in STARTS] if start is None else [start.logs]
    few = slice(None, None, max(1, len(data.value) // ROUGH_ROWS))
    rough = SpendLikelihood(Spending(data.frequency[few], data.value[few], data.weight[few]))
    optimum = search(rough, SpendLikelihood(data), starts, unit + np.log(LOWER), unit + np.log(UPPER))
    fit = fit_from(GAMMA_GAMMA, PARAMETERS, optimum, n_customers)
    is_usable = fit.reason_code in (None, "parameter_at_bound")
    return replace(fit, reason_code=INFINITE_MEAN) if is_usable and not has_a_mean(fit) else fit


def has_a_mean(fit: Fit) -> bool:
    """Whether q is above 1 beyond chance; at its upper bound q is taken as known."""
    error = fit.standard_errors["q"]
    return bool(fit.values["q"] - CERTAIN * (0.0 if np.isnan(error) else error) > 1)


def expected_spend(model: SpendModel, x: Floats, value: Floats) -> Floats:
    """Expected mean value of a customer's future purchases, shape (rows,), from its x purchases of the mean value.

    p (v + x z) / (p x + q - 1): Fader & Hardie 2013; plain arithmetic for SQL. With x = 0 it is the mean
    over all customers, which is infinite for q <= 1: NaN there, as wherever the denominator is not above 0.
    """
    known = x > 0
    spent = np.where(known, x * np.where(known, value, 0.0), 0.0)
    denominator = model.p * x + model.q - 1
    positive = denominator > 0
    return np.where(positive, model.p * (model.v + spent) / np.where(positive, denominator, 1.0), np.nan)


@dataclass(frozen=True)
class CustomerValue:
    """Expected discounted value per customer and horizon, and its standard error: both of shape (rows, horizons)."""

    value: Floats
    standard_error: Floats


def customer_value(
    purchases: Fit, spend: Fit, of: Histories, bought: tuple[Floats, Floats], plan: Discounting
) -> CustomerValue:
    """Discounted customer lifetime value: expected purchases per period times expected spend times margin, discounted.

    Purchases and spend are independent in the model, so their relative errors add as squares. The error is that of the
    expectation, through the fitted parameters; a single customer's future varies far more. A value is NaN where
    `expected_spend` is.

    Args:
        purchases, spend: the fits; bought: x and z as in `expected_spend`, of shape (rows,) each.

    Raises:
        ValueError: one of the two fits has no parameters.
    """
    for fit in (purchases, spend):
        if not fit.values:
            raise ValueError(f"{fit.model} was not fitted: {fit.reason_code}")

    def count_at(logs: Floats) -> Floats:
        return discounted_purchases(model_at(logs, purchases.model == MODIFIED_BG_NBD), of, plan)

    counts = count_at(purchases.logs), delta_errors(count_at, purchases)
    return value_of(counts, spend, bought, plan.margin)


def value_of(
    counts: tuple[Floats, Floats], spend: Fit, bought: tuple[Floats, Floats], margin: float = 1.0
) -> CustomerValue:
    """`customer_value` from the discounted purchases and their standard errors, of shape (rows, horizons) each."""

    def amount_at(logs: Floats) -> Floats:
        return expected_spend(spend_model_at(logs), *bought)[:, None]

    (count, count_error), amount = counts, amount_at(spend.logs)
    error = np.hypot(count_error * amount, count * delta_errors(amount_at, spend))
    return CustomerValue(margin * count * amount, margin * error)
