"""Additive models whose every term is a row: log-odds = intercept + sum of one contribution per feature."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.linalg import block_diag
from scipy.optimize import brentq, minimize

from customer360.tables import Floats

Labels = npt.NDArray[np.int64]
#: Features whose contribution may only rise (1) or only fall (-1) with them; the others are free.
Directions = Mapping[str, int]

#: Published numbers are rounded to this many decimals; weights to so many significant digits, because a slope times a
#: distance has to meet the next piece. Predictions use the rounded weights.
DECIMALS = 10
DIGITS = 12
#: A boosted model sees each feature through at most this many steps.
MAX_STEPS = 32
#: A smooth model follows each feature through at most this many pieces.
MAX_PIECES = 5
#: Log-odds: a piece that rises or falls by less is flat.
SMALLEST_RISE = 1e-9
#: Signed logs: values that lie nearer to each other are one value, told apart by the rounding of a mean alone.
SMALLEST_PIECE = 1e-9


def signed_log1p(values: Floats) -> Floats:
    """log(1 + |x|) with the sign of x; any shape."""
    return np.sign(values) * np.log1p(np.abs(values))


def rounded(number: float) -> float:
    """A number to DIGITS significant digits."""
    return float(f"{number:.{DIGITS}g}") + 0.0  # no -0.0, which would be shown with its sign


def sigmoid(log_odds: Floats) -> Floats:
    """Probability from log-odds; any shape, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)), dtype=np.float64)


@dataclass(frozen=True)
class Term:
    """One row of the model. It holds where lower < x <= upper; None is an open end.

    kind 'linear': contribution weight * (signed_log1p(x) - reference).
    kind 'step': contribution weight.
    """

    feature: str
    kind: str
    weight: float
    lower: float | None = None
    upper: float | None = None
    reference: float | None = None


@dataclass(frozen=True)
class AdditiveModel:
    """An intercept and the terms of each feature, which hold one after the other from the lowest values to the highest.

    The contributions average 0 over the rows that were fitted.
    """

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
                result[:, column] = contribution(terms, np.ascontiguousarray(x[:, column]))
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
    place = np.zeros(len(values), dtype=np.int16)
    for cut in [bound for bound in bounds if bound is not None]:  # few: comparing with each costs less than a search
        place += values > cut
    weights = np.array([term.weight for term in terms])[place]
    is_linear = np.array([term.kind == "linear" for term in terms])
    if not is_linear.any():
        return weights
    references = np.array([term.reference or 0.0 for term in terms])[place]
    return np.where(is_linear[place], weights * (signed_log1p(values) - references), weights)


def recalibrated(model: AdditiveModel, slope: float, x: Floats, y: Labels, kept: Collection[str] = ()) -> AdditiveModel:
    """The model with all contributions times `slope`, but those of the features `kept`, and the intercept at which the
    mean probability over the rows x, of shape (rows, features), equals the share of y, of shape (rows,)."""
    scaled = [
        term if term.feature in kept else replace(term, weight=rounded(term.weight * slope)) for term in model.terms
    ]
    centred = AdditiveModel(model.features, 0.0, scaled).log_odds(x)
    return AdditiveModel(model.features, rounded(level(centred, y)), scaled)


def level(log_odds: Floats, y: Labels) -> float:
    """What has to be added to log-odds for their mean probability to equal the share of y; both of shape (rows,)."""
    rate = float(np.mean(y))
    return float(brentq(lambda added: float(np.mean(sigmoid(added + log_odds))) - rate, -50.0, 50.0))


def in_order(features: list[str], directions: Directions | None) -> Directions:
    """The direction of every feature, 0 for a free one, in the order of the features."""
    return {name: (directions or {}).get(name, 0) for name in features}


@dataclass(frozen=True)
class Shape:
    """What lines may be like.

    penalty: scikit-learn's C, the inverse strength of the ridge, for the slope of a line as a whole and for its bends.
    pieces: how many a line has at most.
    by_value: features with a weight for each value instead of a line, and how alike these weights are expected to be,
        (values, values) ascending: their correlation, whose rows have one sum, so that they average 0.
    ease: how many times weaker than `penalty` says the ridge of a feature's line is.
    bent: features whose line may have MAX_PIECES pieces, however few others have.
    """

    penalty: float
    pieces: int
    by_value: Mapping[str, Floats] = field(default_factory=dict)
    ease: Mapping[str, float] = field(default_factory=dict)
    bent: Collection[str] = ()

    def pieces_of(self, name: str) -> int:
        """How many pieces the line of a feature has at most."""
        return MAX_PIECES if name in self.bent else self.pieces

    def penalty_of(self, name: str) -> float:
        """The penalty of a feature's line."""
        return self.penalty * self.ease.get(name, 1.0)

    def fit(
        self,
        x: Floats,
        y: Labels,
        features: list[str],
        directions: Directions | None = None,
        offset: Floats | None = None,
    ) -> AdditiveModel:
        """Fit lines of this shape.

        Args:
            x: (rows, features); y: (rows,) of 0 and 1, both classes present; features: their names.
            directions: features whose line may only rise or only fall; offset: log-odds that the rows have beside the
            features, (rows,).
        """
        return fit_lines(x, y, in_order(features, directions), self, offset)


#: 0.01 was best of 0.01, 0.1, 1 in the backtest on Online Retail II: the features overlap, and a strong ridge shares
#: weight among them instead of setting one against another.
STRAIGHT = Shape(penalty=0.01, pieces=1)
#: An unbroken line of straight pieces per feature.
SMOOTH = Shape(penalty=0.003, pieces=MAX_PIECES)


def fit_lines(
    x: Floats, y: Labels, directions: Directions, shape: Shape, offset: Floats | None = None
) -> AdditiveModel:
    """Logistic regression by a line per feature, by penalised maximum likelihood.

    The knots are training quantiles. Penalised are, of each line, the square of its overall slope and those of its
    deviations from it at the knots, so that a feature bends only where the data insist. A single piece goes on beyond
    its knots; several are flat there, because values that were never seen are no reason for a larger risk.

    Args:
        directions: of every column of x, in their order.
        offset: log-odds that the rows have beside the features, (rows,).
    """
    lines = [
        Levels(np.unique(x[:, column]), shape.by_value[name])
        if name in shape.by_value
        else Line.through(x[:, column], shape.pieces_of(name))
        for column, name in enumerate(directions)
    ]
    parts = [line.shares(x[:, column]) for column, line in enumerate(lines)]
    shares = np.column_stack([*parts, np.ones((len(y), 1))])
    centre = np.concatenate([*(line.centre(part) for line, part in zip(lines, parts, strict=True)), [0.0]])
    shares -= centre
    beside = np.zeros(len(y)) if offset is None else offset
    ridges = [line.ridge() / shape.penalty_of(name) for name, line in zip(directions, lines, strict=True)]
    ridge = block_diag(*ridges, np.zeros((1, 1)))

    def objective(rises: Floats) -> tuple[float, Floats]:
        log_odds = beside + shares @ rises
        pull = ridge @ rises
        loss = np.logaddexp(0.0, log_odds).sum() - log_odds[y == 1].sum() + 0.5 * rises @ pull
        return float(loss), shares.T @ (sigmoid(log_odds) - y) + pull

    bounds = {0: (None, None), 1: (0.0, None), -1: (None, 0.0)}
    allowed = [
        bounds[direction]
        for direction, part in zip(directions.values(), parts, strict=True)
        for _ in range(part.shape[1])
    ]
    found = minimize(
        objective,
        np.zeros(shares.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=[*allowed, bounds[0]],
        options={"maxiter": 1000, "maxcor": 20, "ftol": 1e-9},
    ).x

    terms: list[Term] = []
    first = 0
    for name, line, part in zip(directions, lines, parts, strict=True):
        last = first + part.shape[1]
        rises = found[first:last]
        terms += line.terms(name, rises, -float(centre[first:last] @ rises))
        first = last
    return AdditiveModel(list(directions), rounded(float(found[-1])), terms)


@dataclass(frozen=True)
class Line:
    """An unbroken line over the signed log of a feature, straight between knots.

    knots: ascending values of the feature, two at least unless it is constant; scale: standard deviation of its log.
    """

    knots: Floats
    scale: float
    has_flat_ends: bool

    @classmethod
    def through(cls, values: Floats, pieces: int) -> Line:
        """At most so many pieces, each with its share of the values, none narrower than SMALLEST_PIECE."""
        knots = np.unique(np.quantile(values, np.linspace(0, 1, pieces + 1), method="lower"))
        is_apart = np.diff(signed_log1p(knots), prepend=-np.inf) > SMALLEST_PIECE
        return cls(knots[is_apart], float(signed_log1p(values).std()), pieces > 1)

    def shares(self, values: Floats) -> Floats:
        """How much of each piece lies below a value, shape (values, pieces): 0 to 1, or more with open ends."""
        logs, knots = signed_log1p(values)[:, None], signed_log1p(self.knots)
        shares = (logs - knots[:-1]) / np.diff(knots)
        return np.asarray(np.clip(shares, 0.0, 1.0) if self.has_flat_ends else shares, dtype=np.float64)

    def centre(self, shares: Floats) -> Floats:
        """What is taken off the shares, shape (pieces,), so that contributions average 0 over the rows."""
        return np.asarray(shares.mean(axis=0), dtype=np.float64)

    def ridge(self) -> Floats:
        """The penalty as a quadratic form in the rises of the pieces, shape (pieces, pieces)."""
        n = len(self.knots)
        if n == 1:
            return np.zeros((0, 0))
        knots = signed_log1p(self.knots) / self.scale
        centred = knots - knots.mean()
        slope = centred / (centred @ centred)
        deviations = np.eye(n) - 1 / n - np.outer(centred, slope)
        heights = np.tril(np.ones((n, n - 1)), -1)
        return np.asarray(heights.T @ (np.outer(slope, slope) + deviations) @ heights, dtype=np.float64)

    def terms(self, feature: str, rises: Floats, height: float) -> list[Term]:
        """One term per piece, from the height at the first knot and the rise of each piece."""
        if len(self.knots) == 1:
            return [Term(feature, "step", 0.0)]
        knots = signed_log1p(self.knots)
        bounds: list[float | None] = list(self.knots.tolist())
        terms = [Term(feature, "step", rounded(height), None, bounds[0])]
        for i, rise in enumerate(rises):
            if abs(rise) < SMALLEST_RISE:
                terms.append(Term(feature, "step", rounded(height), bounds[i], bounds[i + 1]))
                continue
            slope = rounded(rise / (knots[i + 1] - knots[i]))
            reference = float(knots[i]) - height / slope
            terms.append(Term(feature, "linear", slope, bounds[i], bounds[i + 1], reference))
            height += slope * float(knots[i + 1] - knots[i])
        terms.append(Term(feature, "step", rounded(height), bounds[-1], None))
        return terms if self.has_flat_ends else [replace(terms[1], lower=None, upper=None)]


@dataclass(frozen=True)
class Levels:
    """A weight for each value of a feature. The penalty draws them towards each other and their own mean, which is 0.

    values: ascending; correlation: of their weights before any row is seen, (values, values).
    """

    values: Floats
    correlation: Floats

    def shares(self, values: Floats) -> Floats:
        """1 in the column of the value, else 0, shape (values, levels)."""
        return np.asarray(values[:, None] == self.values, dtype=np.float64)

    def centre(self, shares: Floats) -> Floats:
        """Nothing is taken off, shape (levels,): each value counts alike, however many rows have it."""
        return np.zeros(shares.shape[1])

    def ridge(self) -> Floats:
        """The penalty as a quadratic form in the weights, shape (levels, levels)."""
        return np.asarray(np.linalg.inv(self.correlation), dtype=np.float64)

    def terms(self, feature: str, weights: Floats, height: float) -> list[Term]:
        """One step per value, `height` above its weight."""
        bounds = [None, *self.values[:-1].tolist(), None]
        return [
            Term(feature, "step", rounded(float(weight) + height), bounds[i], bounds[i + 1])
            for i, weight in enumerate(weights)
        ]


def fit_additive_boosted(
    x: Floats, y: Labels, features: list[str], directions: Directions | None = None, offset: Floats | None = None
) -> AdditiveModel:
    """Gradient-boosted trees that may use one feature each, read out as one step function per feature.

    Each feature is cut at training quantiles into at most MAX_STEPS steps before fitting, so the readout at every step
    is the whole model, not a sample of it. Of an offset, log-odds of shape (rows,) beside the features, the intercept
    alone can know: the trees take none.
    """
    cuts = [step_cuts(x[:, column]) for column in range(x.shape[1])]
    codes = np.column_stack([np.searchsorted(cut, x[:, j], side="left") for j, cut in enumerate(cuts)])
    fitted = boosted_trees(
        learning_rate=0.05,
        interaction_cst="no_interactions",
        monotonic_cst=list(in_order(features, directions).values()),
    ).fit(codes, y)

    origin = np.zeros((1, len(features)))
    at_origin = float(fitted.decision_function(origin)[0])
    terms: list[Term] = []
    intercept = at_origin
    for column, (name, cut) in enumerate(zip(features, cuts, strict=True)):
        probe = np.repeat(origin, len(cut) + 1, axis=0)
        probe[:, column] = np.arange(len(cut) + 1)
        steps = fitted.decision_function(probe) - at_origin
        centre = float(steps[codes[:, column]].mean())
        intercept += centre
        bounds = [None, *(float(value) for value in cut), None]
        terms += [
            Term(name, "step", rounded(float(step) - centre), lower=bounds[i], upper=bounds[i + 1])
            for i, step in enumerate(steps)
        ]
    model = AdditiveModel(features, rounded(intercept), terms)
    if offset is None:
        return model
    return replace(model, intercept=rounded(level(model.contributions(x).sum(axis=1) + offset, y)))


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
    weights = [rounded(level - centre) for level in log_odds]
    terms = [
        Term("recency_days", "step", weights[0], upper=window_days),
        Term("recency_days", "step", weights[1], lower=window_days),
    ]
    return AdditiveModel(features, rounded(centre), terms)


def boosted_trees(**options: Any) -> Any:
    """scikit-learn's boosted trees, not fitted yet. Loaded here, not above, so that scoring does not wait for it."""
    return import_module("sklearn.ensemble").HistGradientBoostingClassifier(
        max_iter=100,
        max_leaf_nodes=8,
        min_samples_leaf=50,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
        **options,
    )


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
    """The model that a table such as churn_model_terms publishes.

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
