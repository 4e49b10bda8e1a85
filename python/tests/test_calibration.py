"""Calibration: level and spread of known probabilities, and what has no finite fit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from customer360 import calibration
from customer360.additive import sigmoid
from sklearn.linear_model import LogisticRegression


def ties(log_odds: list[float], n: list[int], churned: list[int], segment: str = "all") -> pa.Table:
    rows = len(log_odds)
    return pa.table(
        {
            "candidate": ["logistic"] * rows,
            "origin_date": pa.array([dt.date(2024, 1, 31)] * rows, pa.date32()),
            "segment": [segment] * rows,
            "churn_log_odds": log_odds,
            "n_customers": n,
            "n_churned": churned,
        }
    )


def test_level_and_spread_are_recovered() -> None:
    """True log-odds of 0.5 + 2 z, predicted z: the slope is 2; the level beside slope 1 moves the mean to the rate."""
    z = np.linspace(-2, 2, 41)
    churned = np.round(1_000_000 * sigmoid(0.5 + 2 * z)).astype(int)
    (row,) = calibration.of_groups(ties(z.tolist(), [1_000_000] * 41, churned.tolist())).to_pylist()
    assert row["calibration_slope"] == pytest.approx(2, abs=1e-4)
    assert sigmoid(row["calibration_intercept"] + z).mean() == pytest.approx(churned.mean() / 1_000_000, abs=1e-6)


def test_the_slope_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(3)
    z = random.normal(0, 1, 400)
    y = (random.random(400) < sigmoid(0.3 - 0.7 * z)).astype(int)
    (row,) = calibration.of_groups(ties(z.tolist(), [1] * 400, y.tolist())).to_pylist()
    fitted = LogisticRegression(C=1e12, tol=1e-10, max_iter=1000).fit(z[:, None], y)
    assert row["calibration_slope"] == pytest.approx(float(fitted.coef_[0][0]), abs=1e-5)


@pytest.mark.parametrize(
    ("log_odds", "n", "churned", "has_intercept"),
    [
        ([0.0, 1.0], [3, 3], [0, 0], False),
        ([0.0, 1.0], [3, 3], [3, 3], False),
        ([0.5], [10], [4], True),
        ([0.0, 1.0], [3, 3], [0, 3], True),
        ([-8.0, 8.0], [3, 3], [3, 0], True),
    ],
    ids=["nobody churned", "everybody churned", "one prediction", "separated", "separated the wrong way round"],
)
def test_what_has_no_finite_fit_is_null(
    log_odds: list[float], n: list[int], churned: list[int], has_intercept: bool
) -> None:
    (row,) = calibration.of_groups(ties(log_odds, n, churned)).to_pylist()
    assert row["calibration_slope"] is None
    assert (row["calibration_intercept"] is not None) == has_intercept


def test_groups_are_fitted_each_by_itself_and_the_order_of_rows_says_nothing() -> None:
    both = pa.concat_tables([ties([0.0, 1.0], [9, 9], [3, 6], "Lost"), ties([0.0, 1.0], [9, 9], [4, 5])])
    result = calibration.of_groups(both)
    assert result.schema == calibration.CALIBRATION
    assert [row["segment"] for row in result.to_pylist()] == ["Lost", "all"]
    assert len({row["calibration_slope"] for row in result.to_pylist()}) == 2
    assert result.equals(calibration.of_groups(both.take(pa.array([3, 1, 0, 2]))))
    assert calibration.of_groups(both.slice(0, 0)).equals(calibration.CALIBRATION.empty_table())


def test_many_groups_are_each_what_they_are_alone() -> None:
    """In sorted order, however the rows lie: 300 groups of different sizes."""
    random = np.random.default_rng(7)
    rows = pa.concat_tables(
        pa.table(
            {
                "candidate": [f"c{number % 7}"] * n,
                "origin_date": pa.array([number % 11] * n, pa.int32()).cast(pa.date32()),
                "segment": [f"s{number:03d}"] * n,
                "churn_log_odds": random.normal(size=n),
                "n_customers": np.full(n, 4),
                "n_churned": random.integers(0, 5, n),
            }
        )
        for number in range(300)
        for n in [int(random.integers(2, 30))]
    )
    together = calibration.of_groups(rows.take(random.permutation(len(rows)))).to_pylist()
    alone = [
        row
        for segment in {row["segment"] for row in together}
        for row in calibration.of_groups(rows.filter(pa.compute.equal(rows.column("segment"), segment))).to_pylist()
    ]
    keys = [tuple(row[name] for name in calibration.GROUP) for row in together]
    assert keys == sorted(keys)
    assert together == sorted(alone, key=lambda row: [row[name] for name in calibration.GROUP])
