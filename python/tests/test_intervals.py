"""Intervals: four of five errors of series that go on as before, as much as is known, and no more than was known."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from customer360.intervals import error_units, half_widths, known_errors, mean_errors, shrunk
from customer360.tables import Floats

ORIGINS = list(range(20, 33))
HORIZON = 3


def noise(n_series: int, sizes: Any = 1.0, seed: int = 0) -> tuple[Floats, Floats]:
    """Series around 100 and forecasts that know the mean."""
    random = np.random.default_rng(seed)
    values = 100 + random.normal(0, 1, (n_series, ORIGINS[-1] + HORIZON)) * sizes
    return values, np.full((len(ORIGINS), n_series, HORIZON), 100.0)


def test_four_of_five_errors_to_come_lie_inside() -> None:
    """Though mean errors of the first origins rest on few errors."""
    inside = []
    for seed in range(3):
        sizes = np.exp(np.random.default_rng(seed + 1).normal(0, 1, (3000, 1)))
        values, forecasts = noise(3000, sizes, seed)
        widths = half_widths(values, ORIGINS, forecasts)
        inside.append(np.mean(np.abs(values[:, ORIGINS[-1] :] - 100) <= widths))
        assert np.corrcoef(widths[:, 0], sizes[:, 0])[0, 1] > 0.9
    assert 0.79 <= np.mean(inside) <= 0.825, inside


def test_strong_periods_are_covered_as_well_as_weak_ones() -> None:
    """Counts whose second period to come is four times as strong as those around it, as one in five was before."""
    expected = np.where(np.arange(ORIGINS[-1] + HORIZON) % 5 == 3, 400.0, 100.0)
    values = np.random.default_rng(0).poisson(expected, (3000, len(expected))).astype(float)
    ahead = np.stack([expected[origin : origin + HORIZON] for origin in ORIGINS])
    widths = half_widths(values, ORIGINS, np.repeat(ahead[:, None], 3000, axis=1))
    inside = (np.abs(values - expected)[:, ORIGINS[-1] :] <= widths).mean(axis=0)
    assert (inside > 0.75).all() and (inside < 0.87).all(), inside


def test_what_comes_after_the_last_origin_changes_nothing() -> None:
    values, forecasts = noise(5)
    later = values.copy()
    later[:, ORIGINS[-1] :] = 1e9
    assert (half_widths(values, ORIGINS, forecasts) == half_widths(later, ORIGINS, forecasts)).all()


def test_errors_that_shrink_leave_narrower_intervals_than_their_mean() -> None:
    """A company that settles: errors of its start say little of those to come, and so do mean errors that hold them."""
    values, forecasts = noise(300, np.geomspace(20, 1, ORIGINS[-1] + HORIZON))
    widths = half_widths(values, ORIGINS, forecasts)
    to_come = np.quantile(np.abs(values[:, ORIGINS[-1] :] - 100), 0.8)
    all_so_far = np.quantile(np.abs(values[:, ORIGINS[0] : ORIGINS[-1]] - 100), 0.8)
    assert to_come < np.median(widths) < 0.7 * all_so_far


def test_a_horizon_seen_from_fewer_than_four_origins_has_no_interval() -> None:
    values, forecasts = noise(5)
    widths = half_widths(values, ORIGINS[:6], forecasts[:6])
    assert (~np.isnan(widths)).tolist() == [[True, True, False]] * 5


def test_a_series_with_hardly_a_sale_has_no_interval() -> None:
    values, forecasts = noise(5)
    values[0, :25] = 0
    values[0, 25:32:2] = 5
    widths = half_widths(values, ORIGINS, forecasts)
    assert np.isnan(widths[0]).all() and not np.isnan(widths[1:]).any()


def test_series_that_were_never_missed_have_intervals_of_no_width() -> None:
    values = np.full((2, ORIGINS[-1] + HORIZON), 30.0)
    assert (half_widths(values, ORIGINS, np.full((len(ORIGINS), 2, HORIZON), 30.0)) == 0).all()


def test_a_horizon_missed_from_fewer_than_half_of_its_origins_has_no_interval() -> None:
    """One strong period in six, of which two fell into each horizon: what was missed there says too little."""
    values = np.where(np.arange(ORIGINS[-1] + HORIZON) % 6 == 2, 600.0, 10.0)[None]
    exact = np.stack([values[:, origin : origin + HORIZON] for origin in ORIGINS])
    forecasts = np.where(exact > 100, 550.0, exact)
    assert np.isnan(half_widths(values, ORIGINS, forecasts)).all()


def test_one_series_in_ten_that_is_missed_leaves_no_interval_of_no_width() -> None:
    values = np.full((10, ORIGINS[-1] + HORIZON), 30.0)
    values[0] += np.random.default_rng(0).normal(0, 5, values.shape[1])
    widths = half_widths(values, ORIGINS, np.full((len(ORIGINS), 10, HORIZON), 30.0))
    assert np.isnan(widths).all()


def test_mean_errors_hold_what_each_origin_knew() -> None:
    """By hand: errors 1 at period 2, 2 and 4 at period 3, of origins 2 and 3; the older ones weigh 0.8."""
    values = np.array([[0.0, 0.0, 1.0, 2.0, 9.0]])
    forecasts = np.array([[[0.0, 4.0]], [[-2.0, 0.0]], [[0.0, 0.0]]])
    errors = known_errors(values, [2, 3, 4], forecasts)
    np.testing.assert_equal(errors, np.array([[[1, 2]], [[4, np.nan]], [[np.nan, np.nan]]]))
    np.testing.assert_allclose(mean_errors(errors, [2, 3, 4])[:, 0], [np.nan, 1, (0.8 * 1 + 0.8 * 2 + 4) / 2.6])


def test_few_errors_are_drawn_towards_those_of_all_series() -> None:
    """By hand: the second origin rests on one before it, the third on 1 and 0.8; all series count half a one."""
    means = np.array([[np.nan, np.nan], [1.0, 3.0], [1.0, 3.0]])
    by_hand = [[np.nan, np.nan], [(1 + 1) / 1.5, (3 + 1) / 1.5], [(1.8 + 1) / 2.3, (5.4 + 1) / 2.3]]
    np.testing.assert_allclose(shrunk(means), by_hand)


def test_units_follow_the_forecast_and_the_size_of_the_series() -> None:
    """By hand: series of 16 and 256 on the mean, whose powers of 3/4 are 8 and 64."""
    known = np.array([[-16.0, 16.0], [0.0, 512.0]])
    forecasts = np.array([[[0.0, -16.0, 48.0], [0.0, 256.0, 512.0]]])
    np.testing.assert_allclose(error_units(known, forecasts), [[[8, 16, 32], [64, 128, 192]]])


def test_without_a_series_that_sells_there_is_no_interval() -> None:
    values, forecasts = noise(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(half_widths(0 * values, ORIGINS, forecasts)).all()
