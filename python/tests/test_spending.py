"""The spend model: published fit, derivatives, expectations, and value of customers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from customer360.likelihood import delta_errors, fit_rows, parameters_from_rows
from customer360.purchases import Discounting, discounted_purchases, fit_purchases, grouped, histories, model_of
from customer360.spending import (
    INFINITE_MEAN,
    Spending,
    SpendLikelihood,
    SpendModel,
    customer_value,
    expected_spend,
    fit_spending,
    spend_model_at,
    spend_model_of,
    spending,
)
from customer360.tables import model_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaincinv
from warehouse import ROOT

Floats = npt.NDArray[np.float64]

CDNOW = np.genfromtxt(ROOT / "data" / "cdnow_sample_summary.csv", delimiter=",", names=True)
REPEAT = CDNOW[CDNOW["x"] > 0]


def cdnow() -> Spending:
    return spending(REPEAT["x"], REPEAT["zbar"])


def simulate(model: SpendModel, n: int, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """Purchases, their mean value purchase by purchase, and the customer's own mean."""
    random = np.random.default_rng(seed)
    scale = 1 / random.gamma(model.q, 1 / model.v, n)
    frequency = random.geometric(0.3, n)
    owner = np.repeat(np.arange(n), frequency)
    total = np.bincount(owner, weights=random.gamma(model.p, scale[owner]))
    return frequency.astype(float), total / frequency, model.p * scale


def close(one: dict[str, float], other: dict[str, float], tolerance: float) -> bool:
    return one.keys() == other.keys() and all(one[name] == pytest.approx(other[name], rel=tolerance) for name in one)


@pytest.mark.parametrize(
    "start",
    [None, SpendModel(1, 1, 1), SpendModel(0.1, 10, 100), SpendModel(50, 0.5, 1), SpendModel(1, 1, 1000)],
)
def test_cdnow_gives_the_published_fit_from_any_start(start: SpendModel | None) -> None:
    """Fader & Hardie 2013: 6.25, 3.74, 15.44. The likelihood is largest at v = 15.4477, which they cut off."""
    fit = fit_spending(cdnow(), start=start)
    assert fit.reason_code is None
    assert fit.n_customers == 946
    assert round(fit.values["p"], 2) == 6.25
    assert round(fit.values["q"], 2) == 3.74
    assert int(100 * fit.values["v"]) == 1544
    published, _, _ = SpendLikelihood(cdnow())(SpendModel(6.25, 3.74, 15.44).logs)
    assert published < fit.log_likelihood < published + 0.01
    gradient = SpendLikelihood(cdnow())(fit.logs)[1]
    assert np.abs(gradient).max() < 1e-6


@settings(max_examples=40, deadline=None)
@given(logs=st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 6)), seed=st.integers(0, 1000))
def test_derivatives_are_those_of_the_likelihood(logs: tuple[float, ...], seed: int) -> None:
    random = np.random.default_rng(seed)
    likelihood = SpendLikelihood(
        spending(random.poisson(2, 30) + 1, random.lognormal(3, 1, 30), random.uniform(0.5, 3, 30))
    )
    at = np.array(logs)
    value, gradient, hessian = likelihood(at)
    steps = 1e-5 * np.eye(3)
    up, down = [likelihood(at + step) for step in steps], [likelihood(at - step) for step in steps]
    slopes = np.array([(one[0] - other[0]) / 2e-5 for one, other in zip(up, down, strict=True)])
    curvature = np.array([(one[1] - other[1]) / 2e-5 for one, other in zip(up, down, strict=True)])
    assert gradient == pytest.approx(slopes, rel=1e-5, abs=1e-5 * (1 + abs(value)))
    assert hessian == pytest.approx(curvature, rel=1e-5, abs=1e-5 * (1 + np.abs(hessian).max()))


def test_likelihood_is_a_density_of_the_mean_value() -> None:
    model = SpendModel(2.0, 3.5, 15.0)
    values = np.exp(np.linspace(-12, 14, 100_001))
    middle = np.sqrt(values[1:] * values[:-1])
    for x in (1.0, 4.0):
        logs = [
            SpendLikelihood(Spending(np.array([x]), np.array([value]), np.ones(1)))(model.logs)[0]
            for value in middle[::100]
        ]
        width = np.log(values[100] / values[0])
        assert (np.exp(logs) * middle[::100]).sum() * width == pytest.approx(1, abs=1e-6)


def test_parameters_come_back_from_simulated_customers() -> None:
    """Within four standard errors, and the errors are small enough to mean something."""
    model = SpendModel(6.0, 4.0, 15.0)
    frequency, value, _ = simulate(model, 60_000)
    fit = fit_spending(spending(frequency, value))
    assert fit.reason_code is None
    for name, error in fit.standard_errors.items():
        truth = getattr(model, name)
        assert abs(fit.values[name] - truth) < 4 * error
        assert error < 0.05 * truth


def test_expected_spend_is_that_of_simulated_customers() -> None:
    model = SpendModel(6.0, 4.0, 15.0)
    frequency, value, mean = simulate(model, 200_000)
    expected = expected_spend(model, frequency, value)
    for members in [frequency == 1, frequency > 3, value > 40]:
        error = mean[members].std() / np.sqrt(members.sum())
        assert expected[members].mean() == pytest.approx(mean[members].mean(), abs=4 * error)
    [new] = expected_spend(model, np.zeros(1), np.array([np.nan]))
    assert new == pytest.approx(6 * 15 / 3)


def test_expected_spend_lies_between_the_own_mean_and_that_of_all() -> None:
    model = SpendModel(6.25, 3.74, 15.44)
    [own] = expected_spend(model, np.array([5.0]), np.array([100.0]))
    assert 6.25 * 15.44 / 2.74 < own < 100


def test_an_infinite_mean_is_not_a_number() -> None:
    model = SpendModel(2.0, 0.9, 15.0)
    spend = expected_spend(model, np.array([0.0, 1.0]), np.array([0.0, 30.0]))
    assert np.isnan(spend[0])
    assert spend[1] == pytest.approx(2.0 * 45 / 1.9)


def test_a_fit_whose_mean_is_infinite_says_so() -> None:
    """q comes back as 0.5, and nobody's mean can be drawn to that of all."""
    frequency, value, _ = simulate(SpendModel(2.0, 0.5, 1.0), 20_000)
    fit = fit_spending(spending(frequency, value))
    assert fit.values["q"] == pytest.approx(0.5, rel=0.05)
    assert fit.reason_code == INFINITE_MEAN
    frequency, value, _ = simulate(SpendModel(2.0, 1.2, 1.0), 20_000)
    assert fit_spending(spending(frequency, value)).reason_code is None


def test_a_mean_that_rests_on_chance_is_none() -> None:
    """Of 1,500 customers with lognormal means q comes back as 1.05 +- 0.06: the mean of all would be six times that."""
    random = np.random.default_rng(0)
    frequency = 1 + random.geometric(0.3, 1_500)
    means = np.exp(random.normal(3, 1.35, 1_500))
    value = means * random.gamma(2 * frequency, 1 / (2 * frequency))
    fit = fit_spending(spending(frequency, value))
    assert 1 < fit.values["q"] < 1 + 1.96 * fit.standard_errors["q"]
    p, q, v = fit.values.values()
    assert p * v / (q - 1) > 4 * value.mean()
    assert fit.reason_code == INFINITE_MEAN


def test_order_of_the_rows_changes_nothing() -> None:
    order = np.random.default_rng(0).permutation(len(REPEAT))
    assert fit_spending(spending(REPEAT["x"][order], REPEAT["zbar"][order])).values == fit_spending(cdnow()).values


def test_a_weight_is_a_repetition() -> None:
    repeat = np.arange(len(REPEAT)) % 3 + 1
    weighted = fit_spending(spending(REPEAT["x"], REPEAT["zbar"], repeat))
    repeated = fit_spending(spending(np.repeat(REPEAT["x"], repeat), np.repeat(REPEAT["zbar"], repeat)))
    assert close(weighted.values, repeated.values, 1e-9)
    assert close(weighted.standard_errors, repeated.standard_errors, 1e-7)
    assert weighted.n_customers == repeated.n_customers


def test_large_data_are_fitted_whole_not_by_the_sample_that_the_search_begins_on() -> None:
    frequency, value, _ = simulate(SpendModel(2.0, 3.0, 30.0), 60_000, seed=2)
    data = spending(frequency, value)
    _, gradient, hessian = SpendLikelihood(data)(fit_spending(data).logs)
    assert np.abs(np.linalg.solve(hessian, gradient)).max() < 1e-9


@pytest.mark.parametrize(
    ("frequency", "value", "reason_code"),
    [
        ([], [], "no_repeat_spend"),
        ([3], [10.0], "too_few_customers"),
        ([3] * 200, [10.0] * 200, "no_variation"),
        ([1, 2] * 100, [10.0] * 200, "no_variation"),
    ],
)
def test_data_that_do_not_suffice_say_why(frequency: list[int], value: list[float], reason_code: str) -> None:
    fit = fit_spending(spending(frequency, value))
    assert fit.reason_code == reason_code
    assert fit.values == {}
    with pytest.raises(ValueError, match=reason_code):
        spend_model_of(fit)


def test_customers_all_alike_end_at_a_bound() -> None:
    """Means of many purchases differ even less than those of one purchase do: what a customer spent says nothing."""
    frequency = np.tile([1.0, 5.0], 500)
    shape = 6 * frequency**1.2
    fit = fit_spending(spending(frequency, gammaincinv(shape, (np.arange(1000) + 0.5) / 1000) * 12 / shape))
    assert fit.reason_code == "parameter_at_bound"
    spend = expected_spend(spend_model_of(fit), np.array([0.0, 2.0]), np.array([0.0, 30.0]))
    assert spend == pytest.approx([12, 12], rel=0.02)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([1, 2], [0.0, -3.0]), "mean value is not above 0 and finite in 2 of 2 rows"),
        (([1], [np.nan]), "mean value is not above 0"),
        (([0], [10.0]), "frequency is not a whole number from 1"),
        (([1], [10.0], [-1]), "weight is not above 0"),
        (([1, 2], [10.0]), "different lengths"),
    ],
)
def test_values_that_cannot_be_fitted_are_refused(columns: tuple[list[float], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        spending(*columns)


def test_a_fit_goes_through_its_table() -> None:
    fit = fit_spending(cdnow())
    assert parameters_from_rows(model_parts(fit_rows(fit))) == fit.values


def test_value_is_purchases_times_spend_times_margin_and_so_are_its_errors() -> None:
    purchases, spend = fit_purchases(grouped(CDNOW["x"], CDNOW["t_x"], CDNOW["T"])), fit_spending(cdnow())
    of = histories(CDNOW["x"][:8], CDNOW["t_x"][:8], CDNOW["T"][:8])
    bought = (CDNOW["x"][:8], CDNOW["zbar"][:8])
    plan = Discounting((3, 12), 4.0, 0.01, margin=0.3)
    found = customer_value(purchases, spend, of, bought, plan)
    counts = discounted_purchases(model_of(purchases), of, plan)
    amounts = expected_spend(spend_model_of(spend), *bought)
    assert found.value == pytest.approx(0.3 * counts * amounts[:, None])

    def both(logs: Floats) -> Floats:
        values = dict(zip(purchases.values, np.exp(logs[:4]).tolist(), strict=True))
        model = model_of(replace(purchases, values=values))
        spent = expected_spend(spend_model_at(logs[4:]), *bought)
        return 0.3 * discounted_purchases(model, of, plan) * spent[:, None]

    assert found.standard_error == pytest.approx(delta_errors(both, purchases, spend), rel=1e-5)


def test_value_needs_both_fits() -> None:
    purchases, spend = fit_purchases(grouped([], [], [])), fit_spending(cdnow())
    with pytest.raises(ValueError, match="bg_nbd was not fitted: no_customers"):
        customer_value(purchases, spend, histories([], [], []), (np.zeros(0), np.zeros(0)), Discounting((1,), 1.0, 0.0))
