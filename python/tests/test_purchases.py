"""Purchase models: published fits, derivatives, and predictions against simulated customers."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pytest
from customer360.likelihood import delta_errors, fit_rows, parameters_from_rows
from customer360.purchases import (
    MODIFIED_BG_NBD,
    Discounting,
    Groups,
    Histories,
    PurchaseLikelihood,
    PurchaseModel,
    discounted_purchases,
    expected_if_alive,
    expected_of_new,
    expected_purchases,
    fit_purchases,
    grouped,
    grouped_batches,
    histories,
    model_at,
    model_of,
    p_alive,
    purchase_probabilities,
    purchases_if_alive,
)
from customer360.tables import model_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse import ROOT

Floats = npt.NDArray[np.float64]
Draws = tuple[Histories, npt.NDArray[np.int64], npt.NDArray[np.bool_]]

CDNOW = np.genfromtxt(ROOT / "data" / "cdnow_sample_summary.csv", delimiter=",", names=True)
PUBLISHED = PurchaseModel(0.243, 4.414, 0.793, 2.426)
BOTH = pytest.mark.parametrize("modified", [False, True])


def cdnow() -> Groups:
    return grouped(CDNOW["x"], CDNOW["t_x"], CDNOW["T"])


def simulate(model: PurchaseModel, ages: Floats, horizon: float = 0.0, seed: int = 1) -> Draws:
    """Purchase by purchase: histories up to the ages, purchases within the horizon after them, who is alive between."""
    random = np.random.default_rng(seed)
    n = len(ages)
    rate, dropout = random.gamma(model.r, 1 / model.alpha, n), random.beta(model.a, model.b, n)
    now, last, lost_at = np.zeros(n), np.zeros(n), np.full(n, np.inf)
    before, after = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    if model.modified:
        lost_at[random.random(n) < dropout] = 0
    living = np.flatnonzero(lost_at > 0)
    while len(living):
        now[living] += random.exponential(1 / rate[living])
        living = living[now[living] <= ages[living] + horizon]
        early = now[living] <= ages[living]
        before[living[early]] += 1
        last[living[early]] = now[living[early]]
        after[living[~early]] += 1
        lost = random.random(len(living)) < dropout[living]
        lost_at[living[lost]] = now[living[lost]]
        living = living[~lost]
    return histories(before, last, ages), after, lost_at > ages


def close(one: dict[str, float], other: dict[str, float], tolerance: float) -> bool:
    return one.keys() == other.keys() and all(one[name] == pytest.approx(other[name], rel=tolerance) for name in one)


@pytest.mark.parametrize(
    "start",
    [
        None,
        PurchaseModel(1, 1, 1, 1),
        PurchaseModel(0.01, 0.1, 0.1, 0.1),
        PurchaseModel(10, 100, 10, 10),
        PurchaseModel(5, 0.5, 3, 0.3),
        PurchaseModel(0.1, 50, 20, 1),
    ],
)
def test_cdnow_gives_the_published_fit_from_any_start(start: PurchaseModel | None) -> None:
    fit = fit_purchases(cdnow(), start=start)
    assert fit.reason_code is None
    assert {name: round(value, 3) for name, value in fit.values.items()} == {
        "r": 0.243,
        "alpha": 4.414,
        "a": 0.793,
        "b": 2.426,
    }
    assert round(fit.log_likelihood, 1) == -9582.4
    assert fit.n_customers == 2357


def test_cdnow_gives_the_published_expectation() -> None:
    """The customer of Fader, Hardie & Lee 2005, Implementing the BG/NBD model in Excel: 39 weeks more."""
    customer = histories([2], [30.43], [38.86])
    assert round(float(expected_purchases(PUBLISHED, customer, [39])[0, 0]), 3) == 1.226


def test_modified_model_of_cdnow_equals_what_another_program_found() -> None:
    fit = fit_purchases(cdnow(), modified=True)
    expected = {"r": 0.52484, "alpha": 6.18299, "a": 0.89136, "b": 1.61400}
    assert fit.model == MODIFIED_BG_NBD
    assert close(fit.values, expected, 1e-5)
    assert float(expected_of_new(model_of(fit), np.array([52.0]))[0]) == pytest.approx(1.418890, abs=1e-6)
    predicted = expected_purchases(model_of(fit), histories([2, 0], [30.43, 0], [38.86, 38.86]), [39])
    assert predicted[:, 0] == pytest.approx([1.262671, 0.153954], abs=1e-6)


positive = st.floats(-3, 3)


@BOTH
@settings(max_examples=40, deadline=None)
@given(logs=st.tuples(positive, positive, positive, positive), seed=st.integers(0, 1000))
def test_derivatives_are_those_of_the_likelihood(modified: bool, logs: tuple[float, ...], seed: int) -> None:
    random = np.random.default_rng(seed)
    age = random.uniform(1, 50, 30)
    frequency = random.poisson(1.5, 30)
    recency = np.where(frequency > 0, age * random.random(30), 0)
    likelihood = PurchaseLikelihood(grouped(frequency, recency, age, random.uniform(0.5, 3, 30)), modified)
    at = np.array(logs)
    value, gradient, hessian = likelihood(at)
    steps = 1e-5 * np.eye(4)
    up, down = [likelihood(at + step) for step in steps], [likelihood(at - step) for step in steps]
    slopes = np.array([(one[0] - other[0]) / 2e-5 for one, other in zip(up, down, strict=True)])
    curvature = np.array([(one[1] - other[1]) / 2e-5 for one, other in zip(up, down, strict=True)])
    assert gradient == pytest.approx(slopes, rel=1e-5, abs=1e-5 * (1 + abs(value)))
    assert hessian == pytest.approx(curvature, rel=1e-5, abs=1e-5 * (1 + np.abs(hessian).max()))
    assert hessian == pytest.approx(hessian.T)


@BOTH
def test_likelihood_is_the_formula(modified: bool) -> None:
    """Against the integral over rates and dropout probabilities, on a fine grid of quantiles."""
    model = PurchaseModel(2.0, 5.0, 1.5, 3.0, modified)
    random = np.random.default_rng(5)
    rate, dropout = random.gamma(2.0, 1 / 5.0, 400_000), random.beta(1.5, 3.0, 400_000)
    for x, t_x, t in [(0, 0, 7), (1, 2, 7), (3, 6.5, 7)]:
        alive = (1 - dropout) ** (x + modified) * rate**x * np.exp(-rate * t)
        gone = dropout * (1 - dropout) ** (x + modified - 1) * rate**x * np.exp(-rate * t_x)
        density = np.mean(alive + (gone if x + modified > 0 else 0))
        value, _, _ = PurchaseLikelihood(grouped([x], [t_x], [t]), modified)(model.logs)
        assert value == pytest.approx(np.log(density), abs=0.02)


@BOTH
def test_parameters_come_back_from_simulated_customers(modified: bool) -> None:
    """Within four standard errors, and the errors are small enough to mean something."""
    model = PurchaseModel(0.8, 60.0, 0.8, 2.5, modified)
    ages = np.random.default_rng(3).integers(30, 731, 60_000).astype(float)
    seen, _, _ = simulate(model, ages)
    fit = fit_purchases(grouped(seen.frequency, seen.recency, seen.age), modified)
    assert fit.reason_code is None
    for name, error in fit.standard_errors.items():
        truth = getattr(model, name)
        assert abs(fit.values[name] - truth) < 4 * error
        assert error < 0.06 * truth


@BOTH
def test_p_alive_and_expected_purchases_are_those_of_simulated_customers(modified: bool) -> None:
    """Per class of history, within four standard errors of the simulation."""
    model = PurchaseModel(1.2, 10.0, 0.7, 2.0, modified)
    n, horizon = 200_000, 20.0
    seen, after, alive = simulate(model, np.full(n, 30.0), horizon)
    chance = p_alive(model, seen)
    expected = expected_purchases(model, seen, [horizon])[:, 0]
    for members in [seen.frequency == 0, seen.frequency == 1, seen.frequency >= 2, seen.recency > 25]:
        size = np.sqrt(members.sum())
        assert chance[members].mean() == pytest.approx(alive[members].mean(), abs=4 * 0.5 / size)
        assert expected[members].mean() == pytest.approx(after[members].mean(), abs=4 * after[members].std() / size)
    new = expected_of_new(model, np.array([30.0]))[0]
    assert new == pytest.approx(seen.frequency.mean(), abs=4 * seen.frequency.std() / np.sqrt(n))


@BOTH
def test_probabilities_are_those_of_simulated_customers_and_have_the_expected_mean(modified: bool) -> None:
    model = PurchaseModel(1.2, 10.0, 0.7, 2.0, modified)
    seen, after, _ = simulate(model, np.full(30_000, 30.0), 20.0)
    for x in (0, 2):
        members = seen.frequency == x
        some = Histories(*(column[members] for column in (seen.frequency, seen.recency, seen.age)))
        probabilities = purchase_probabilities(model, some, 20.0, 100)
        assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-9)
        mean = probabilities @ np.arange(101)
        assert mean == pytest.approx(expected_purchases(model, some, [20.0])[:, 0], rel=1e-6)
        counts = np.bincount(after[members], minlength=101)[:5] / members.sum()
        assert probabilities.mean(axis=0)[:5] == pytest.approx(counts, abs=4 * 0.5 / np.sqrt(members.sum()))


@pytest.mark.parametrize(
    ("parameters", "horizon", "expected"),
    [
        ((0.2426, 4.414, 0.793, 2.426), 1000, 6.572002684580179),
        ((0.2426, 4.414, 1.0, 2.426), 52, 1.2881165469561209),
        ((0.2426, 4.414, 1.0000001, 2.426), 52, 1.2881164818166198),
        ((30.2, 43, 0.793, 32.4), 52, 26.420009113331986),
        ((2.5, 60, 0.05, 0.3), 3650, 105.25681090923412),
        ((0.8, 0.1, 0.8, 2.5), 1000, 43.21629218096592),
        ((500, 700, 0.5, 600), 365, 237.23749850012192),
        ((0.5, 30, 3, 7), 1e5, 4.301970533372062),
        ((1e4, 1e6, 2, 5), 365, 2.3588893796835815),
        ((0.05, 10, 1e-4, 3), 400, 1.999658840457375),
        ((3, 10, 2000, 5000), 100, 3.440116771352578),
    ],
)
def test_expectation_keeps_its_digits(parameters: tuple[float, ...], horizon: float, expected: float) -> None:
    """Against the closed form in 40 digits; at a = 1, where it has a pole, against the integral."""
    r, alpha, a, b = parameters
    [found] = purchases_if_alive(r, np.array([alpha]), a, b, np.array([horizon]))
    assert found == pytest.approx(expected, rel=1e-11)


def test_one_time_buyers_are_alive_for_certain_only_in_the_plain_model() -> None:
    ages = np.array([0.0, 10.0, 1000.0])
    once = histories(np.zeros(3), np.zeros(3), ages)
    assert p_alive(PUBLISHED, once).tolist() == [1, 1, 1]
    modified = PurchaseModel(0.5, 6.2, 0.9, 1.6, modified=True)
    chances = p_alive(modified, once)
    assert (chances < 1).all()
    assert (np.diff(chances) < 0).all()
    assert chances[0] == pytest.approx(1.6 / 2.5)


@BOTH
@settings(deadline=None)
@given(
    parameters=st.tuples(*[st.floats(0.01, 100)] * 4),
    x=st.integers(1, 2000),
    recency=st.floats(0, 500),
    gaps=st.lists(st.floats(0, 1e6), min_size=2, max_size=8),
)
def test_p_alive_is_a_probability_and_falls_while_nothing_is_bought(
    modified: bool, parameters: tuple[float, ...], x: int, recency: float, gaps: list[float]
) -> None:
    ages = recency + np.sort(np.array(gaps))
    chances = p_alive(PurchaseModel(*parameters, modified=modified), Histories(np.full(len(ages), x), recency, ages))
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances) <= 1e-9).all()


def test_expected_purchases_grow_with_the_horizon_and_do_not_depend_on_the_other_rows() -> None:
    of = histories(CDNOW["x"], CDNOW["t_x"], CDNOW["T"])
    every = expected_purchases(PUBLISHED, of, [0, 1, 39, 1000])
    assert (every[:, 0] == 0).all()
    assert (np.diff(every, axis=1) > 0).all()
    alone = expected_purchases(PUBLISHED, histories(of.frequency[:1], of.recency[:1], of.age[:1]), [0, 1, 39, 1000])
    assert every[:1] == pytest.approx(alone, rel=1e-11)
    assert expected_if_alive(PUBLISHED, histories([], [], []), [1]).shape == (0, 1)


def test_discounting() -> None:
    of = histories([2, 0], [30.43, 0], [38.86, 38.86])
    undiscounted = discounted_purchases(PUBLISHED, of, Discounting((2, 12), 4.0, 0.0))
    assert undiscounted == pytest.approx(expected_purchases(PUBLISHED, of, [8, 48]))
    first, second = np.diff(expected_purchases(PUBLISHED, of, [4, 8]), axis=1, prepend=0.0).T
    discounted = discounted_purchases(PUBLISHED, of, Discounting((2,), 4.0, 0.01))
    assert discounted[:, 0] == pytest.approx(first / 1.01 + second / 1.01**2)


def test_errors_of_predictions_are_those_of_refitted_samples() -> None:
    """The delta method against the spread over simulated samples of the same size."""
    model = PurchaseModel(0.8, 10.0, 0.8, 2.5)
    of = histories([3, 0], [20.0, 0], [30.0, 30.0])

    def predict(logs: Floats) -> Floats:
        return expected_purchases(model_at(logs, False), of, [20.0])[:, 0]

    found, errors = [], []
    for seed in range(60):
        seen, _, _ = simulate(model, np.full(2_000, 40.0), seed=seed)
        fit = fit_purchases(grouped(seen.frequency, seen.recency, seen.age))
        found.append(predict(fit.logs))
        errors.append(delta_errors(predict, fit))
    assert np.mean(errors, axis=0) == pytest.approx(np.std(found, axis=0), rel=0.35)


def test_order_of_the_rows_changes_nothing() -> None:
    order = np.random.default_rng(0).permutation(len(CDNOW))
    shuffled = grouped(CDNOW["x"][order], CDNOW["t_x"][order], CDNOW["T"][order])
    assert fit_purchases(shuffled).values == fit_purchases(cdnow()).values


@BOTH
def test_grouping_changes_nothing(modified: bool) -> None:
    every = Groups(CDNOW["x"], CDNOW["t_x"], CDNOW["T"], np.ones(len(CDNOW)))
    fit, same = fit_purchases(every, modified), fit_purchases(cdnow(), modified)
    assert close(fit.values, same.values, 1e-9)
    assert fit.log_likelihood == pytest.approx(same.log_likelihood, rel=1e-12)


def test_a_weight_is_a_repetition() -> None:
    repeat = np.arange(len(CDNOW)) % 3 + 1
    columns = [CDNOW[name] for name in ("x", "t_x", "T")]
    weighted = grouped(*columns, repeat)
    repeated = grouped(*(np.repeat(column, repeat) for column in columns))
    for one, other in zip(vars(weighted).values(), vars(repeated).values(), strict=True):
        assert (one == other).all()


def test_batches_are_the_same_as_all_at_once() -> None:
    rows = [(CDNOW["x"][part], CDNOW["t_x"][part], CDNOW["T"][part]) for part in np.array_split(np.arange(2357), 7)]
    for one, other in zip(vars(grouped_batches(rows)).values(), vars(cdnow()).values(), strict=True):
        assert (one == other).all()


def test_large_data_are_fitted_whole_not_by_the_sample_that_the_search_begins_on() -> None:
    seen, _, _ = simulate(PurchaseModel(2.0, 20.0, 0.5, 3.0), np.random.default_rng(4).uniform(10, 200, 70_000))
    groups = grouped(seen.frequency, seen.recency, seen.age)
    assert (groups.frequency > 0).sum() > 60_000
    fit = fit_purchases(groups)
    _, gradient, hessian = PurchaseLikelihood(groups, False)(fit.logs)
    assert np.abs(np.linalg.solve(hessian, gradient)).max() < 1e-9


@BOTH
@pytest.mark.parametrize(
    ("rows", "reason_code"),
    [
        ([], "no_customers"),
        ([(3, 20, 40)], "too_few_customers"),
        ([(0, 0, age) for age in range(1, 201)], "no_repeat_purchases"),
        ([(1, 0, 0)] * 200, "no_time"),
        ([(3, 20, 40)] * 200, "parameter_at_bound"),
    ],
)
def test_data_that_do_not_suffice_say_why(modified: bool, rows: list[tuple[int, int, int]], reason_code: str) -> None:
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    fit = fit_purchases(grouped(*(list(column) for column in columns)), modified)
    assert fit.reason_code == reason_code
    if reason_code == "parameter_at_bound":
        assert np.isnan(list(fit.standard_errors.values())).any()
        assert np.isfinite(expected_purchases(model_of(fit), histories([1, 0], [5, 0], [9, 9]), [30])).all()
    else:
        assert fit.values == fit.standard_errors == {}
        with pytest.raises(ValueError, match=reason_code):
            model_of(fit)


def test_of_several_optima_the_highest_is_found() -> None:
    """On customers who mostly leave at once the likelihood has a second hill, ten lower."""
    model = PurchaseModel(0.386, 2.63, 1.316, 0.09, modified=True)
    seen, _, _ = simulate(model, np.random.default_rng(4).uniform(5, 400, 2_000), seed=4)
    groups = grouped(seen.frequency, seen.recency, seen.age)
    lower = fit_purchases(groups, modified=True, start=PurchaseModel(0.5, 60, 0.7, 2.5, modified=True))
    fit = fit_purchases(groups, modified=True)
    assert lower.log_likelihood < fit.log_likelihood - 5
    assert fit.log_likelihood > PurchaseLikelihood(groups, True)(model.logs)[0]


@pytest.mark.parametrize("seed", [2, 91])
def test_the_search_ends_where_the_data_lead_along_a_bound(seed: int) -> None:
    """Two parameters go to their bounds together, and the likelihood is nearly flat there."""
    random = np.random.default_rng(seed)
    r, alpha, a, b = (10 ** random.uniform(-1.3, 0.7, 4) * np.array([1, 30, 1, 0.3])).tolist()
    seen, _, _ = simulate(PurchaseModel(r, alpha, a, b, True), random.uniform(5, 400, 1_500).round(), seed=seed)
    fit = fit_purchases(grouped(seen.frequency, seen.recency, seen.age), modified=True)
    assert fit.reason_code == "parameter_at_bound"
    assert fit.evaluations < 300


def test_where_only_the_ratio_of_two_parameters_shows_the_likelihood_is_flat() -> None:
    """Nobody bought twice more, so a and b count by their ratio."""
    fit = fit_purchases(grouped([0] * 100 + [1] * 100, [0] * 100 + [40] * 100, [40] * 200))
    assert fit.reason_code == "likelihood_is_flat"
    assert np.isnan(list(fit.standard_errors.values())).all()
    errors = delta_errors(lambda logs: p_alive(model_at(logs, False), histories([1], [40], [50])), fit)
    assert np.isnan(errors).all()


def test_customers_who_never_drop_out_are_told_from_those_who_do() -> None:
    random = np.random.default_rng(2)
    frequency = random.poisson(random.gamma(1.5, 2, 3_000))
    fit = fit_purchases(grouped(frequency, np.where(frequency > 0, 40, 0), np.full(3_000, 40)))
    assert fit.reason_code == "parameter_at_bound"
    assert fit.values["r"] == pytest.approx(1.5, rel=0.15)
    assert (p_alive(model_of(fit), histories([1, 9], [1, 30], [40, 40])) > 0.999).all()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([1], [5], [4]), "recency is not between 0 and age in 1 of 1 rows"),
        (([0], [5], [9]), "recency is not 0 without a repeat purchase"),
        (([-1], [5], [9]), "whole number"),
        (([1.5], [5], [9]), "whole number"),
        (([1], [np.nan], [9]), "recency"),
        (([0], [0], [np.inf]), "age is not finite"),
        (([0], [0], [9], [0]), "weight is not above 0"),
        (([0, 1], [0], [9]), "different lengths"),
    ],
)
def test_impossible_histories_are_refused(columns: tuple[list[float], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grouped(*columns)


def test_a_fit_goes_through_its_table() -> None:
    fit = fit_purchases(cdnow())
    parts = model_parts(fit_rows(fit))
    assert parameters_from_rows(parts.take(list(range(parts.num_rows))[::-1])) == fit.values
    errors = {row["item"]: row["reference"] for row in parts.to_pylist() if row["part"] == "parameter"}
    assert errors == fit.standard_errors


def test_p_alive_is_plain_arithmetic_for_sql() -> None:
    of = histories([0, 1, 2, 400], [0, 5.5, 30.43, 100], [38.86, 5.5, 38.86, 9000])
    for modified in (False, True):
        model = PurchaseModel(0.243, 4.414, 0.793, 2.426, modified)
        with duckdb.connect() as connection:
            query = """
                select case
                    when x + $m = 0 then 1
                    else 1 / (1 + exp(least(700,
                        ln($a) - ln($b + x + $m - 1) + ($r + x) * (ln($alpha + t) - ln($alpha + t_x)))))
                end
                from (select unnest($x) as x, unnest($t_x) as t_x, unnest($t) as t)
            """
            values = {"r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b, "m": int(modified)}
            columns = {"x": of.frequency.tolist(), "t_x": of.recency.tolist(), "t": of.age.tolist()}
            by_sql = [row[0] for row in connection.execute(query, values | columns).fetchall()]
        assert by_sql == pytest.approx(p_alive(model, of).tolist(), abs=1e-12)


def test_predictions_have_errors_in_their_shape() -> None:
    fit = fit_purchases(cdnow())
    of = histories(CDNOW["x"][:5], CDNOW["t_x"][:5], CDNOW["T"][:5])
    errors = delta_errors(lambda logs: expected_purchases(model_at(logs, False), of, [4, 39]), fit)
    assert errors.shape == (5, 2)
    assert (errors > 0).all()
    assert (delta_errors(lambda logs: p_alive(model_at(logs, False), of), fit)[of.frequency == 0] == 0).all()
