"""How often customers buy, and whether they still do: BG/NBD and modified BG/NBD by maximum likelihood.

Both say: while alive, a customer buys at a constant rate; after a purchase it drops out with a probability of its own.
Rates differ between customers by a gamma distribution (shape r, rate alpha, in units of time), dropout probabilities by
a beta distribution (a, b). In BG/NBD (Fader, Hardie & Lee 2005, "Counting your customers" the easy way, Marketing
Science 24) dropout can follow repeat purchases only, so every one-time buyer is alive for certain. In the modified
BG/NBD (Batislam, Denizel & Filiztekin 2007, International Journal of Research in Marketing 24; Hoppe & Wagner 2007,
Marketing - Journal of Research and Management 3) it can follow the first purchase too.

Of a customer they need: frequency x, the number of repeat purchases; recency t_x, the age at the last of them, 0
without any; age T since the first purchase. Any unit of time will do, the same everywhere; alpha comes out in it.

What is known of a customer is carried by four numbers. If alive, it is a new BG/NBD customer with the parameters
r + x, alpha + T, a, b + k, where k is the number of purchases survived: x in BG/NBD, x + 1 in the modified one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal
from scipy.special import betainc, betaln, gammaln, polygamma, psi

from customer360.grouping import codes, refuse, totals, weights
from customer360.likelihood import BLOCK, MIN_CUSTOMERS, ROUGH_ROWS, Fit, fit_from, not_fitted, search
from customer360.tables import Floats

BG_NBD, MODIFIED_BG_NBD = "bg_nbd", "modified_bg_nbd"
PARAMETERS = ("r", "alpha", "a", "b")
#: Bounds of r, a and b; alpha has them as multiples of the mean age. At a bound the model is as good as its limit.
LOWER, UPPER = 1e-4, 1e4
ALPHA_LOWER, ALPHA_UPPER = 1e-6, 1e6
#: Starts for r, alpha as a multiple of the mean age, a, b.
STARTS = ((0.5, 0.3, 0.7, 2.5), (3.0, 1.0, 0.2, 5.0), (0.5, 0.05, 1.5, 0.1))
#: exp() of more overflows; P(alive) is 0 to 300 places there.
LARGEST_EXPONENT = 700.0
MAX_NODES = 1_000
CHUNK = 4_096


@dataclass(frozen=True)
class Histories:
    """x, t_x and T of customers: float arrays of one shape (rows,)."""

    frequency: Floats
    recency: Floats
    age: Floats


@dataclass(frozen=True)
class Groups(Histories):
    """Different histories, in order of x, T, t_x, with the number of customers that have each."""

    weight: Floats


@dataclass(frozen=True)
class PurchaseModel:
    """The parameters, alpha in units of time; modified: dropout may follow the first purchase."""

    r: float
    alpha: float
    a: float
    b: float
    modified: bool = False

    @property
    def logs(self) -> Floats:
        """Logarithms of r, alpha, a, b: shape (4,)."""
        return np.log(np.array([self.r, self.alpha, self.a, self.b], dtype=np.float64))


def model_at(logs: Floats, modified: bool) -> PurchaseModel:
    """The model with these logarithms of r, alpha, a, b."""
    r, alpha, a, b = np.exp(logs).tolist()
    return PurchaseModel(r, alpha, a, b, modified)


def model_of(fit: Fit) -> PurchaseModel:
    """The model that a fit found.

    Raises:
        ValueError: nothing was fitted.
    """
    if not fit.values:
        raise ValueError(f"no purchase model was fitted: {fit.reason_code}")
    return model_at(fit.logs, fit.model == MODIFIED_BG_NBD)


def histories(frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> Histories:
    """Histories from x, t_x and T, of shape (rows,) each.

    Raises:
        ValueError: a history that cannot be; the message says which rule it breaks, and how many rows do.
    """
    x, t_x, t = (np.asarray(column, dtype=np.float64) for column in (frequency, recency, age))
    if not x.shape == t_x.shape == t.shape:
        raise ValueError(f"columns of different lengths: {len(x)}, {len(t_x)}, {len(t)}")
    refuse(
        {
            "frequency is not a whole number from 0": ~((x >= 0) & (np.rint(x) == x) & np.isfinite(x)),
            "recency is not between 0 and age": ~((t_x >= 0) & (t_x <= t)),
            "recency is not 0 without a repeat purchase": (x == 0) & (t_x != 0),
            "age is not finite": ~np.isfinite(t),
        }
    )
    return Histories(x, t_x, t)


def grouped(
    frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Groups:
    """Equal histories once, with their number of customers.

    Args:
        frequency: x, recency: t_x, age: T, all of shape (rows,); weight: customers per row, else 1.

    Raises:
        ValueError: as `histories` and `weights`.
    """
    every = histories(frequency, recency, age)
    x, t_x, t = every.frequency, every.recency, every.age
    w = weights(weight, x)
    if not len(x):
        return Groups(x, t_x, t, w)
    (x_code, counts), (age_code, ages), (recency_code, recencies) = codes(x), codes(t), codes(t_x)
    key = (x_code * len(ages) + age_code) * len(recencies) + recency_code
    if weight is None:
        distinct, total = np.unique(key, return_counts=True)
    else:
        distinct, inverse = np.unique(key, return_inverse=True)
        total = np.bincount(inverse, weights=w)
    pair, recency_code = np.divmod(distinct, len(recencies))
    x_code, age_code = np.divmod(pair, len(ages))
    return Groups(counts[x_code], recencies[recency_code], ages[age_code], total.astype(np.float64))


def grouped_batches(batches: Iterable[Sequence[npt.ArrayLike]]) -> Groups:
    """Groups of any number of batches, each the arguments of `grouped`: memory grows with the groups only."""
    total = grouped([], [], [])
    for batch in batches:
        part = grouped(*batch)
        columns = zip(astuple(total), astuple(part), strict=True)
        total = grouped(*(np.concatenate(pair) for pair in columns))
    return total


class PurchaseLikelihood:
    """The log-likelihood of grouped histories with gradient and Hessian in the logarithms of r, alpha, a, b.

    For one customer, with k as above (Fader, Hardie & Lee 2005; Hoppe & Wagner 2007):

        ln G(r + x) - ln G(r) + r ln alpha + ln B(a, b + k) - ln B(a, b) - (r + x) ln(alpha + T) + ln(1 + e^d)
        d = ln a - ln(b + k - 1) + (r + x) (ln(alpha + T) - ln(alpha + t_x)), and e^d = 0 where k = 0.

    The first terms need the distribution of x only, one-time buyers of BG/NBD that of T only.
    """

    def __init__(self, groups: Groups, modified: bool) -> None:
        """Take the groups apart into what each term needs."""
        x, t_x, t, w = (groups.frequency, groups.recency, groups.age, groups.weight)
        self.shift = int(modified)
        self.counts, self.count_weight = totals(x, w)
        mortal = x + self.shift > 0
        self.ages, self.age_weight = totals(t[~mortal], w[~mortal])
        self.mortal = [column[mortal] for column in (x, t_x, t, w)]

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient (4,), Hessian (4, 4)."""
        theta = np.exp(logs)
        value, gradient, hessian = self.by_count(theta)
        for part in (self.by_age(theta), *self.by_history(theta)):
            value += part[0]
            gradient += part[1]
            hessian += part[2]
        return value, gradient * theta, hessian * np.outer(theta, theta) + np.diag(gradient * theta)

    def by_count(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """The terms in x alone."""
        r, alpha, a, b = theta
        x, w = self.counts, self.count_weight
        k, n = x + self.shift, w.sum()
        value = w @ (gammaln(r + x) - gammaln(r) + betaln(a, b + k) - betaln(a, b)) + n * r * np.log(alpha)
        both = psi(a + b) - psi(a + b + k)
        gradient = np.array(
            [
                w @ (psi(r + x) - psi(r)) + n * np.log(alpha),
                n * r / alpha,
                w @ both,
                w @ (both + psi(b + k) - psi(b)),
            ]
        )
        hessian = np.zeros((4, 4))
        hessian[0, 0] = w @ (polygamma(1, r + x) - polygamma(1, r))
        hessian[0, 1] = hessian[1, 0] = n / alpha
        hessian[1, 1] = -n * r / alpha**2
        hessian[2:, 2:] = w @ (polygamma(1, a + b) - polygamma(1, a + b + k))
        hessian[3, 3] += w @ (polygamma(1, b + k) - polygamma(1, b))
        return float(value), gradient, hessian

    def by_age(self, theta: Floats) -> tuple[float, Floats, Floats]:
        """The term -r ln(alpha + T) of those who cannot have dropped out."""
        r, alpha = theta[:2]
        logs, inverse = np.log(alpha + self.ages), 1 / (alpha + self.ages)
        w = self.age_weight
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        gradient[:2] = -w @ logs, -r * (w @ inverse)
        hessian[0, 1] = hessian[1, 0] = -w @ inverse
        hessian[1, 1] = r * (w @ inverse**2)
        return float(r * gradient[0]), gradient, hessian

    def by_history(self, theta: Floats) -> Iterator[tuple[float, Floats, Floats]]:
        """The term -(r + x) ln(alpha + T) + ln(1 + e^d) of the others, block by block."""
        r, alpha, a, b = theta
        for first in range(0, len(self.mortal[0]), BLOCK):
            x, t_x, t, w = (column[first : first + BLOCK] for column in self.mortal)
            n = r + x
            log_age, by_age, by_recency = np.log(alpha + t), 1 / (alpha + t), 1 / (alpha + t_x)
            slopes = np.empty((4, len(x)))  # of d, by r, alpha, a, b
            slopes[0] = log_age - np.log(alpha + t_x)
            difference = by_age - by_recency
            slopes[1] = n * difference
            slopes[2] = 1 / a
            slopes[3] = -1 / (b + x + (self.shift - 1))
            d = np.log(-a * slopes[3]) + n * slopes[0]
            small = np.exp(-np.abs(d))
            gone = np.where(d > 0, 1.0, small) / (1 + small)  # e^d / (1 + e^d) = 1 - P(alive)
            lost = w * gone

            value = w @ (np.maximum(d, 0) + np.log(1 + small) - n * log_age)
            gradient = slopes @ lost
            gradient[0] -= w @ log_age
            by_count_and_age = w * n * by_age
            gradient[1] -= by_count_and_age.sum()
            hessian = (slopes * (lost * (1 - gone))) @ slopes.T
            hessian[0, 1] += lost @ difference - w @ by_age
            hessian[1, 0] = hessian[0, 1]
            hessian[1, 1] += by_count_and_age @ by_age - (lost * slopes[1]) @ (by_age + by_recency)
            hessian[2, 2] -= lost.sum() / a**2
            hessian[3, 3] += lost @ slopes[3] ** 2
            yield float(value), gradient, hessian


def some(groups: Groups) -> Groups:
    """About ROUGH_ROWS of the groups with repeat purchases, evenly spaced, and all others."""
    repeat = np.flatnonzero(groups.frequency > 0)
    few = repeat[:: max(1, len(repeat) // ROUGH_ROWS)]
    weight = groups.weight.copy()
    weight[few] *= weight[repeat].sum() / weight[few].sum()
    rows = np.concatenate([np.flatnonzero(groups.frequency == 0), few])
    return Groups(groups.frequency[rows], groups.recency[rows], groups.age[rows], weight[rows])


def fit_purchases(
    groups: Groups,
    modified: bool = False,
    start: PurchaseModel | None = None,
    min_customers: float = MIN_CUSTOMERS,
) -> Fit:
    """Fit r, alpha, a, b by maximum likelihood.

    Args:
        groups: of `grouped`; start: where to begin, else several starts are tried.

    Returns:
        The fit; where the data do not suffice it has no parameters and says why (see Fit).
    """
    name = MODIFIED_BG_NBD if modified else BG_NBD
    n_customers = float(groups.weight.sum())
    if not n_customers:
        return not_fitted(name, "no_customers", n_customers)
    if n_customers < min_customers:
        return not_fitted(name, "too_few_customers", n_customers)
    if not groups.frequency.any():
        return not_fitted(name, "no_repeat_purchases", n_customers)
    if not groups.age.any():
        return not_fitted(name, "no_time", n_customers)
    unit = np.log(np.array([1.0, groups.weight @ groups.age / n_customers, 1.0, 1.0]))
    lower = unit + np.log(np.array([LOWER, ALPHA_LOWER, LOWER, LOWER]))
    upper = unit + np.log(np.array([UPPER, ALPHA_UPPER, UPPER, UPPER]))
    starts = [unit + np.log(np.array(ratios)) for ratios in STARTS] if start is None else [start.logs]
    rough, whole = (PurchaseLikelihood(part, modified) for part in (some(groups), groups))
    return fit_from(name, PARAMETERS, search(rough, whole, starts, lower, upper), n_customers)


def p_alive(model: PurchaseModel, of: Histories) -> Floats:
    """Probability that a customer has not dropped out, shape (rows,).

    Plain arithmetic, so that SQL gives the same (Fader, Hardie & Lee 2008, Computing P(alive) using the BG/NBD model;
    Batislam et al. 2007). In logarithms, because the powers themselves overflow:

        1 / (1 + exp(least(700, ln(a) - ln(b + x - 1) + (r + x) * (ln(alpha + T) - ln(alpha + t_x)))))

    and 1 for x = 0 in BG/NBD; in the modified model with b + x in place of b + x - 1, also for x = 0.
    """
    x = of.frequency
    mortal = x + model.modified > 0
    survived = np.where(mortal, model.b + x + model.modified - 1, 1.0)
    longer = np.log(model.alpha + of.age) - np.log(model.alpha + of.recency)
    d = np.log(model.a) - np.log(survived) + (model.r + x) * longer
    return np.where(mortal, 1 / (1 + np.exp(np.minimum(d, LARGEST_EXPONENT))), 1.0)


def beta_quadrature(a: float, b: float, n: int) -> tuple[Floats, Floats]:
    """Nodes in (0, 1) and weights, both of shape (n,), for means over Beta(a, b): Gauss-Jacobi quadrature.

    By the eigenvalues of the Jacobi matrix (Golub & Welsch 1969, Mathematics of Computation 23), so that no gamma
    function overflows; exact for polynomials of degree below 2 n.
    """
    i = np.arange(1, n, dtype=np.float64)
    total = 2 * i + a + b - 2
    diagonal = np.empty(n)
    diagonal[0] = a / (a + b)
    diagonal[1:] = (1 + (a - b) * (a + b - 2) / (total * (total + 2))) / 2
    square = i * (i + b - 1) * (i + a - 1) / total**2 / (total + 1)
    square[1:] *= (i[1:] + a + b - 2) / (total[1:] - 1)  # both factors are equal, and may be 0, for i = 1
    nodes, vectors = eigh_tridiagonal(diagonal, np.sqrt(square))
    return np.clip(nodes, np.finfo(float).tiny, 1.0), vectors[0] ** 2


def nodes_for(rate_shape: float, ratio: float) -> int:
    """How many nodes give `purchases_if_alive` to about 1e-12: more for horizons long against alpha, or many purchases.

    The integrand's singularity at p = -1 / ratio sets the rate at which the error falls; up to a ratio of some 10,000
    the nodes suffice.
    """
    gap = 1 / max(ratio, 1e-3)
    needed = 18.5 / np.log1p(2 * gap + 2 * np.sqrt(gap * (1 + gap)))
    return int(min(MAX_NODES, 12 + needed + rate_shape * np.log1p(ratio) / 2))


def purchases_if_alive(r: float, alpha: Floats, a: float, b: float, horizon: Floats) -> Floats:
    """Expected repeat purchases within the horizon of BG/NBD customers that have just bought and are alive.

    The mean over p from Beta(a, b) of (1 - (alpha / (alpha + p t))^r) / p. It equals the published closed form with
    Gauss's hypergeometric function (Fader, Hardie & Lee 2005), but has neither its pole at a = 1 nor its
    loss of digits where t is long against alpha. alpha, horizon and the result have one shape (rows,).
    """
    if not len(alpha):
        return np.zeros(0)
    ratio = horizon / alpha
    p, weight = beta_quadrature(a, b, nodes_for(r, float(ratio.max())))
    result = np.empty(len(alpha))
    for first in range(0, len(alpha), CHUNK):
        rows = slice(first, first + CHUNK)
        result[rows] = (-np.expm1(-r * np.log1p(np.outer(ratio[rows], p))) / p) @ weight
    return result


def expected_if_alive(model: PurchaseModel, of: Histories, horizons: Sequence[float]) -> Floats:
    """Expected purchases within each horizon from now of customers known to be alive, shape (rows, horizons).

    It needs x and T only, and is computed once for each pair of them.
    """
    if not len(of.age):
        return np.empty((0, len(horizons)))
    (x_code, counts), (age_code, ages) = codes(of.frequency), codes(of.age)
    pairs, inverse = np.unique(x_code * len(ages) + age_code, return_inverse=True)
    counts, ages = counts[pairs // len(ages)], ages[pairs % len(ages)]
    result = np.empty((len(pairs), len(horizons)))
    for x in np.unique(counts):
        same = counts == x
        alpha = np.repeat(model.alpha + ages[same], len(horizons))
        expected = purchases_if_alive(
            model.r + x, alpha, model.a, model.b + x + model.modified, np.tile(horizons, same.sum())
        )
        result[same] = expected.reshape(-1, len(horizons))
    return np.asarray(result[inverse], dtype=np.float64)


def expected_purchases(model: PurchaseModel, of: Histories, horizons: Sequence[float]) -> Floats:
    """Expected purchases within each horizon from now, shape (rows, horizons).

    P(alive) times what is expected of those alive: Fader, Hardie & Lee 2005; Batislam et al. 2007.
    """
    return p_alive(model, of)[:, None] * expected_if_alive(model, of, horizons)


def expected_of_new(model: PurchaseModel, ages: Floats) -> Floats:
    """Expected repeat purchases of a new customer up to each age, shape (ages,): for tracking plots."""
    alive = p_alive(model, histories([0], [0], [0]))
    alpha = np.full(len(ages), model.alpha)
    return alive * purchases_if_alive(model.r, alpha, model.a, model.b + model.modified, ages)


@dataclass(frozen=True)
class Discounting:
    """Horizons as numbers of periods; period in the unit of time; rate: interest per period, 0 for none; margin: share
    of the spend that counts as value."""

    horizons: tuple[int, ...]
    period: float
    rate: float
    margin: float = 1.0

    @property
    def numbers(self) -> list[int]:
        """The periods up to the longest horizon, from 1."""
        return list(range(1, max(self.horizons) + 1))

    @property
    def ends(self) -> list[float]:
        """The end of each period, in the unit of time."""
        return [self.period * number for number in self.numbers]

    def discounted(self, cumulative: Floats) -> Floats:
        """Discounted purchases within each horizon, shape (rows, horizons), from those up to the end of each period,
        shape (rows, periods)."""
        discount = (1 + self.rate) ** -np.array(self.numbers, dtype=np.float64)
        discounted = np.cumsum(np.diff(cumulative, axis=1, prepend=0.0) * discount, axis=1)
        return np.asarray(discounted[:, [n - 1 for n in self.horizons]], dtype=np.float64)


def discounted_if_alive(model: PurchaseModel, of: Histories, plan: Discounting) -> Floats:
    """Expected purchases within each horizon of customers known to be alive, each discounted from the end of its
    period, shape (rows, horizons)."""
    return plan.discounted(expected_if_alive(model, of, plan.ends))


def discounted_purchases(model: PurchaseModel, of: Histories, plan: Discounting) -> Floats:
    """P(alive) times what is expected of those alive, discounted, shape (rows, horizons)."""
    return p_alive(model, of)[:, None] * discounted_if_alive(model, of, plan)


def purchase_probabilities(model: PurchaseModel, of: Histories, horizon: float, max_count: int) -> Floats:
    """Probability of 0, 1, ... max_count purchases within a horizon above 0, shape (rows, max_count + 1).

    The distribution of a new BG/NBD customer (Fader, Hardie & Lee 2005) with the parameters of those alive.
    """
    n = np.arange(max_count + 1.0)
    r, a, b = (model.r + of.frequency)[:, None], model.a, (model.b + of.frequency + model.modified)[:, None]
    share = horizon / (model.alpha + of.age + horizon)[:, None]
    count = gammaln(r + n) - gammaln(r) - gammaln(n + 1) + r * np.log1p(-share) + n * np.log(share)
    survived = np.exp(count + betaln(a, b + n) - betaln(a, b))
    last = np.maximum(n, 1)
    dropped = np.exp(betaln(a + 1, b + last - 1) - betaln(a, b)) * betainc(last, r, share)
    alive = p_alive(model, of)[:, None]
    return np.asarray(np.where(n > 0, alive * (survived + dropped), 1 - alive + alive * survived), dtype=np.float64)
