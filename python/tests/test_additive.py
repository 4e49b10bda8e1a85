"""The additive model: what is published is what predicts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pytest
from customer360.additive import (
    SMOOTH,
    STRAIGHT,
    AdditiveModel,
    Shape,
    Term,
    fit_additive_boosted,
    fit_inactivity_rule,
    fit_lines,
    in_order,
    model_from_terms,
    recalibrated,
    sigmoid,
    signed_log1p,
    step_cuts,
    term_rows,
)
from customer360.tables import MODEL_PARTS, model_parts
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

FEATURES = ["a", "b", "c"]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the project fits: threads that wait for a busy core cost more than they bring."""
    with threadpool_limits(1):
        yield


fit_logistic, fit_smooth = STRAIGHT.fit, SMOOTH.fit
FITS = [fit_logistic, fit_smooth, fit_additive_boosted]


def people(n: int = 2_000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = np.column_stack([random.gamma(1, 40, n), random.poisson(4, n), random.normal(0, 300, n)]).astype(float)
    log_odds = 0.8 * np.log1p(x[:, 0]) - 1.1 * np.log1p(x[:, 1]) - 1.0 + (x[:, 2] > 100)
    return x, (random.random(n) < sigmoid(log_odds)).astype(np.int64)


def published(model: AdditiveModel) -> AdditiveModel:
    """The model after its way through the tables."""
    parts = model_parts(term_rows(model))
    assert parts.schema == MODEL_PARTS
    terms = parts.rename_columns(
        {
            "item_number": "term_number",
            "item": "feature",
            "kind": "term_kind",
            "number": "weight",
            "reference": "reference_value",
        }
    )
    return model_from_terms(terms.take(pa.array(range(parts.num_rows - 1, -1, -1))))


@given(st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_signed_log_is_odd_and_increasing(values: list[float]) -> None:
    x = np.sort(np.array(values))
    assert np.allclose(signed_log1p(-x), -signed_log1p(x))
    assert (np.diff(signed_log1p(x)) >= 0).all()


@given(st.floats(-800, 800))
def test_sigmoid_is_a_probability(log_odds: float) -> None:
    p = float(sigmoid(np.array([log_odds]))[0])
    assert 0 <= p <= 1
    if abs(log_odds) < 30:
        assert p == pytest.approx(1 / (1 + np.exp(-log_odds)), abs=1e-12)


@pytest.mark.parametrize("fit", FITS)
def test_published_terms_are_the_whole_model(fit: Callable[..., AdditiveModel]) -> None:
    x, y = people()
    model = fit(x, y, FEATURES)
    again = published(model)
    assert again == AdditiveModel(FEATURES, model.intercept, model.terms)
    extreme = np.vstack([x, [[-1e9, -1e9, -1e9], [1e9, 1e9, 1e9], [0, 0, 0]]])
    assert (again.log_odds(extreme) == model.log_odds(extreme)).all()
    assert np.abs(model.contributions(x).mean(axis=0)).max() < 1e-8
    assert np.allclose(model.intercept + model.contributions(x).sum(axis=1), model.log_odds(x))


@pytest.mark.parametrize("fit", FITS)
def test_terms_cover_every_value_once(fit: Callable[..., AdditiveModel]) -> None:
    x, y = people()
    model = fit(x, y, FEATURES)
    for feature in FEATURES:
        steps = [term for term in model.terms if term.feature == feature]
        assert steps[0].lower is None and steps[-1].upper is None
        assert [step.upper for step in steps[:-1]] == [step.lower for step in steps[1:]]


def test_boosted_readout_is_the_fitted_model() -> None:
    """Where only one feature matters and it is binary, the steps are the two observed log-odds, up to shrinkage."""
    random = np.random.default_rng(3)
    x = np.column_stack([random.integers(0, 2, 4_000), np.zeros(4_000), np.zeros(4_000)]).astype(float)
    y = (random.random(4_000) < np.where(x[:, 0] == 1, 0.8, 0.2)).astype(np.int64)
    model = fit_additive_boosted(x, y, FEATURES)
    low, high = sigmoid(model.log_odds(np.array([[0.0, 0, 0], [1.0, 0, 0]])))
    assert low == pytest.approx(y[x[:, 0] == 0].mean(), abs=0.02)
    assert high == pytest.approx(y[x[:, 0] == 1].mean(), abs=0.02)


def test_logistic_equals_scikit_learn() -> None:
    x, y = people()
    model = fit_lines(x, y, in_order(FEATURES, None), Shape(penalty=1.0, pieces=1))
    logs = np.sign(x) * np.log1p(np.abs(x))
    scaled = (logs - logs.mean(axis=0)) / logs.std(axis=0)
    plain = LogisticRegression(C=1.0, max_iter=1000).fit(scaled, y)
    assert np.allclose(model.log_odds(x), plain.decision_function(scaled), atol=1e-2)


def test_values_with_a_weight_each_take_what_the_line_beside_them_leaves() -> None:
    """Five levels, unlike in size and in what they have of the other feature, as months are: found beside its line."""
    random = np.random.default_rng(6)
    level = random.choice(5, 20_000, p=[0.4, 0.3, 0.15, 0.1, 0.05]).astype(float)
    other = random.gamma(1, 20 + 20 * level)
    truth = np.array([0.5, -1.0, 0.0, 0.75, -0.25])
    y = (random.random(20_000) < sigmoid(0.8 * np.log1p(other) - 2 + truth[level.astype(int)])).astype(np.int64)
    x = np.column_stack([other, level])
    directions = in_order(["other", "level"], {"other": 1})
    model = published(fit_lines(x, y, directions, Shape(penalty=0.1, pieces=5, by_value={"level": np.eye(5)})))
    steps = [term for term in model.terms if term.feature == "level"]
    assert [(term.lower, term.upper) for term in steps] == [(None, 0), (0, 1), (1, 2), (2, 3), (3, None)]
    assert [term.weight for term in steps] == pytest.approx(list(truth), abs=0.15)
    assert sum(term.weight for term in steps) == pytest.approx(0, abs=1e-3)


def test_weights_that_are_alike_are_drawn_to_each_other() -> None:
    """Of the second value, with ten rows, little is known: what is expected of it is what the first one shows."""
    counts = [1_000, 10, 1_000, 1_000]
    x = np.repeat([0.0, 1.0, 2.0, 3.0], counts)[:, None]
    y = np.concatenate([np.arange(n) < share * n for n, share in zip(counts, (0.8, 0.5, 0.2, 0.2), strict=True)])
    found = {}
    for correlation in (0.0, 0.8):
        pairs = np.kron(np.eye(2), [[1, correlation], [correlation, 1]])
        model = fit_lines(x, y.astype(np.int64), {"level": 0}, Shape(0.1, 1, {"level": pairs}))
        found[correlation] = [term.weight for term in model.terms]
        assert sum(found[correlation]) == pytest.approx(0, abs=1e-3)
    assert found[0.0][0] - found[0.0][1] > 1.5
    assert found[0.8][0] - found[0.8][1] < 0.5
    assert found[0.8][0] - found[0.8][3] == pytest.approx(found[0.0][0] - found[0.0][3], abs=0.1)


@pytest.mark.parametrize("fit", FITS)
def test_what_rows_have_beside_the_features_moves_the_intercept(fit: Callable[..., AdditiveModel]) -> None:
    x, y = people()
    beside = np.full(len(x), 1.5)
    plain, moved = fit(x, y, FEATURES), fit(x, y, FEATURES, offset=beside)
    assert moved.log_odds(x) + beside == pytest.approx(plain.log_odds(x), abs=0.05)


@pytest.mark.parametrize("fit", [fit_logistic, fit_smooth])
def test_what_rows_have_beside_the_features_is_not_learned_again(fit: Callable[..., AdditiveModel]) -> None:
    x, y = people()
    beside = 0.8 * np.log1p(x[:, 0])
    model = fit(x, y, FEATURES, offset=beside - beside.mean())
    assert np.ptp(model.contributions(x)[:, 0]) < 0.3 * np.ptp(fit(x, y, FEATURES).contributions(x)[:, 0])


def moves(model: AdditiveModel, feature: int) -> np.ndarray:
    """How a feature's contribution moves along a fine grid far beyond the training values."""
    grid = np.zeros((20_001, len(FEATURES)))
    grid[:, feature] = np.linspace(-2_000, 2_000, 20_001)
    return np.diff(model.contributions(grid)[:, feature])


@pytest.mark.parametrize("fit", FITS)
def test_published_terms_move_only_where_they_may(fit: Callable[..., AdditiveModel]) -> None:
    """The truth rises with a and falls with b; told the contrary, a model gives them no say, calibrated or not."""
    x, y = people()
    free = fit(x, y, FEATURES)
    assert moves(free, 0).max() > 0 > moves(free, 1).min()
    kept = published(recalibrated(fit(x, y, FEATURES, {"a": 1, "b": -1}), 1.3, x, y))
    assert moves(kept, 0).min() > -1e-9 and moves(kept, 1).max() < 1e-9
    assert moves(kept, 0).max() > 1e-3 and moves(kept, 1).min() < -1e-3
    against = fit(x, y, FEATURES, {"a": -1, "b": 1})
    assert max(abs(moves(against, 0)).max(), abs(moves(against, 1)).max()) < 0.1


@pytest.mark.parametrize("fit", FITS)
def test_features_that_say_nothing_do_no_harm(fit: Callable[..., AdditiveModel]) -> None:
    """An input that is not declared leaves columns of one value: no warning, no weight, and the others as before."""
    x, y = people()
    constant = np.column_stack([x, np.zeros(len(x)), np.full(len(x), 7.5)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wide = fit(constant, y, [*FEATURES, "none", "same"], {"none": 1})
    assert not wide.contributions(np.vstack([constant, constant + 1]))[:, 3:].any()
    assert np.allclose(wide.log_odds(constant), fit(x, y, FEATURES).log_odds(x), atol=1e-6)


def test_a_smooth_line_is_unbroken_and_flat_beyond_what_was_seen() -> None:
    x, y = people()
    model = fit_smooth(x, y, FEATURES)
    for column, feature in enumerate(FEATURES):
        ends = np.array([term.upper for term in model.terms if term.feature == feature and term.upper is not None])
        assert len(ends) > 2 and (ends[0], ends[-1]) == (x[:, column].min(), x[:, column].max())
        at, after = (np.zeros((len(ends), 3)) for _ in range(2))
        at[:, column], after[:, column] = ends, np.nextafter(ends, np.inf)
        assert np.allclose(model.contributions(at), model.contributions(after), atol=1e-9)
        beyond = np.zeros((2, 3))
        beyond[:, column] = ends[-1], 1e9
        assert np.ptp(model.contributions(beyond)[:, column]) < 1e-9


def test_a_smooth_line_bends_where_the_data_do() -> None:
    """A risk that is highest in the middle is found, which no straight line can say."""
    random = np.random.default_rng(4)
    x = np.exp(random.normal(3, 1, (8_000, 1)))
    y = (random.random(8_000) < sigmoid(2 - 2 * np.abs(np.log(x[:, 0]) - 3))).astype(np.int64)
    low, middle, high = sigmoid(fit_smooth(x, y, ["a"]).log_odds(np.exp([[1.5], [3.0], [4.5]])))
    assert middle > max(low, high) + 0.15


def test_a_feature_of_equal_values_says_nothing() -> None:
    """The logs of many equal values have a standard deviation that is not exactly 0."""
    x, y = people()
    model = fit_logistic(np.column_stack([x[:, 0], np.ones(len(x))]), y, ["a", "b"])
    assert np.abs(model.contributions(np.column_stack([x[:, 0], np.ones(len(x))]))[:, 1]).max() < 1e-9


@pytest.mark.parametrize("fit", [fit_logistic, fit_smooth])
def test_values_that_rounding_alone_tells_apart_are_one(fit: Callable[..., AdditiveModel]) -> None:
    """A mean of equal prices may differ from the price in its last bit, which the logs do not show."""
    prices = np.tile([9.99, 19.99, np.nextafter(19.99, 20), 19.990000000000002, 49.0], 400)[:, None]
    y = (np.arange(2_000) % 5 > 1).astype(np.int64)
    model = published(recalibrated(fit(prices, y, ["price"]), 1.0, prices, y))
    assert np.ptp(model.log_odds(prices[1:4])) < 1e-9
    assert sigmoid(model.log_odds(prices)).mean() == pytest.approx(y.mean(), abs=1e-8)


def test_a_feature_that_rounding_alone_varies_says_nothing() -> None:
    prices = np.tile([19.99, 19.990000000000002], 500)[:, None]
    y = (np.arange(1_000) % 2).astype(np.int64)
    model = fit_smooth(prices, y, ["price"])
    assert model.log_odds(prices) == pytest.approx(np.zeros(1_000), abs=1e-9)


@pytest.mark.parametrize("slope", [0.5, 1.0, 1.5])
def test_recalibrated_keeps_the_order_and_meets_the_rate(slope: float) -> None:
    x, y = people()
    model = fit_logistic(x, y, FEATURES)
    again = recalibrated(model, slope, x, y)
    assert sigmoid(again.log_odds(x)).mean() == pytest.approx(y.mean(), abs=1e-8)
    assert (np.argsort(again.log_odds(x), kind="stable") == np.argsort(model.log_odds(x), kind="stable")).mean() > 0.99


def test_recalibrated_leaves_what_is_kept() -> None:
    x, y = people()
    model = fit_smooth(x, y, FEATURES)
    now, before = recalibrated(model, 1.5, x, y, kept=["b"]).contributions(x), model.contributions(x)
    assert np.array_equal(now[:, 1], before[:, 1])
    assert np.allclose(now[:, [0, 2]], 1.5 * before[:, [0, 2]], atol=1e-6)


def test_steps_are_open_below_and_closed_above() -> None:
    model = AdditiveModel(["a"], 0.0, [Term("a", "step", -1.0, None, 2.0), Term("a", "step", 3.0, 2.0, None)])
    assert model.contributions(np.array([[1.9], [2.0], [2.1]])).ravel().tolist() == [-1.0, -1.0, 3.0]


@given(st.lists(st.integers(0, 50).map(float), min_size=1, max_size=300))
def test_cuts_leave_something_on_both_sides(values: list[float]) -> None:
    x = np.array(values)
    cuts = step_cuts(x)
    assert (np.diff(cuts) > 0).all()
    for cut in cuts:
        assert (x <= cut).any() and (x > cut).any()


def test_a_table_without_intercept_is_refused() -> None:
    empty = pa.table({name: [] for name in ("term_number", "feature", "term_kind", "weight")})
    with pytest.raises(ValueError, match="one intercept row, this table has 0"):
        model_from_terms(empty)


@pytest.mark.parametrize("lower", [None, 1.0, 3.0])
def test_terms_that_leave_a_gap_or_overlap_are_refused(lower: float | None) -> None:
    terms = [Term("recency_days", "step", -1.0, upper=2.0), Term("recency_days", "step", 1.0, lower=lower)]
    with pytest.raises(ValueError, match="'recency_days' do not cover"):
        AdditiveModel(["recency_days"], 0.0, terms).contributions(np.array([[2.5]]))


def test_a_linear_term_may_hold_in_a_range() -> None:
    terms = [Term("x", "step", 5.0, upper=1.0), Term("x", "linear", 2.0, lower=1.0, reference=0.5)]
    found = AdditiveModel(["x", "unused"], 0.0, terms).contributions(np.array([[1.0, 9.0], [2.0, 9.0]]))
    assert found.tolist() == [[5.0, 0.0], [2.0 * (np.log(3.0) - 0.5), 0.0]]


def test_the_inactivity_rule_is_the_churn_seen_on_either_side_of_its_window() -> None:
    """3 of 4 quiet customers and 1 of 6 others churned; with one more of either outcome 4 of 6 and 2 of 8."""
    x = np.array([[91.0]] * 4 + [[90.0]] * 6)
    y = np.array([1, 1, 1, 0] + [1] + [0] * 5)
    model = fit_inactivity_rule(x, y, ["recency_days"], 90)
    assert sigmoid(model.log_odds(np.array([[90.0], [90.5]]))) == pytest.approx([2 / 8, 4 / 6], abs=1e-9)
    assert model.contributions(x).mean() == pytest.approx(0, abs=1e-9)


def test_an_inactivity_rule_without_customers_on_one_side_knows_nothing_of_it() -> None:
    model = fit_inactivity_rule(np.array([[1.0]] * 2), np.array([1, 0]), ["recency_days"], 90)
    assert sigmoid(model.log_odds(np.array([[100.0]]))) == pytest.approx([0.5])
