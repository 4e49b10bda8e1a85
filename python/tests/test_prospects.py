"""Prospects: backtest, fit and predict on made-up people; what is as in churn is tested there."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from customer360 import prospects
from customer360.additive import sigmoid
from sklearn.metrics import roc_auc_score

SETTINGS = pa.table(
    {
        "churn_horizon_days": [1],
        "churn_lookback_days": [1],
        "prospect_horizon_days": [90],
        "churn_max_backtest_origins": [4],
        "churn_min_training_rows": [200],
        "churn_min_class_rows": [30],
        "max_training_rows": [1_000_000],
    }
)
DATES = [dt.date(2023, month, 28) for month in range(1, 13)]
LABELS = pa.table(
    {
        "feature": ["record_age_days", "source_lift", "n_web_visits_30d"],
        "label": ["age", "lift", "visits"],
        "raising_side": ["low", "high", "high"],
        "is_monotone": [False, True, True],
    }
)


def training(n: int = 400, by_visits: float = 1.5, shuffle_labels: bool = False) -> pa.Table:
    """People who convert by their age, and by their visits times `by_visits`."""
    random = np.random.default_rng(3)
    rows = len(DATES) * n
    age, visits = random.integers(0, 700, rows).astype(float), random.poisson(1, rows).astype(float)
    steps = np.searchsorted(prospects.AGE_STEPS, age)
    converted = (random.random(rows) < sigmoid(-1.0 - 0.6 * steps + by_visits * (visits - 1))).astype(np.int32)
    if shuffle_labels:
        random.shuffle(converted)
    return pa.table(
        {
            "customer_id": [f"p{i:05d}" for i in range(n)] * len(DATES),
            "snapshot_date": np.repeat(np.array(DATES, dtype="datetime64[D]"), n),
            "record_age_days": age,
            "source_lift": np.ones(rows),
            "n_web_visits_30d": visits,
            "is_converted": converted,
        }
    )


def board(candidate: str = "logistic") -> pa.Table:
    return pa.table({"candidate": [candidate], "is_published": [True]})


def fitted(table: pa.Table, candidate: str = "logistic") -> tuple[dict[str, str | None], pa.Table]:
    """Registry entries and terms."""
    parts = prospects.fit(table, prospects.backtest(table, SETTINGS, LABELS), board(candidate), SETTINGS, LABELS)
    names = {
        "item_number": "term_number",
        "item": "feature",
        "kind": "term_kind",
        "number": "weight",
        "reference": "reference_value",
    }
    terms = parts.filter(pa.compute.equal(parts.column("part"), "term"))
    entries = {row["item"]: row["kind"] for row in parts.to_pylist() if row["part"] == "registry"}
    return entries, prospects.renamed(terms, names)


def auc(table: pa.Table, candidate: str) -> float:
    rows = [row for row in prospects.backtest(table, SETTINGS, LABELS).to_pylist() if row["candidate"] == candidate]
    return float(roc_auc_score([row["is_converted"] for row in rows], [row["conversion_probability"] for row in rows]))


def test_origins_are_a_horizon_of_prospects_before_what_they_are_fitted_for() -> None:
    table = prospects.backtest(training(), SETTINGS, LABELS)
    assert table.schema == prospects.BACKTEST
    rows = table.to_pylist()
    assert {row["candidate"] for row in rows} == {*prospects.candidates(LABELS), "unconstrained_boosted"}
    last = max(row["origin_date"] for row in rows)
    assert last == DATES[-1]
    assert {row["origin_date"] for row in rows if row["is_selection_origin"]} == {
        dt.date(2023, m, 28) for m in (7, 8, 9)
    }


def test_a_model_beats_the_rules_where_more_than_age_speaks_and_nothing_is_found_in_noise() -> None:
    table = training(1_000)
    assert auc(table, "logistic") > auc(table, "rate_by_age") + 0.05 > 0.6
    assert auc(training(2_000, shuffle_labels=True), "logistic") == pytest.approx(0.5, abs=0.03)


def test_rates_are_the_shares_seen_on_each_step_and_that_of_all_where_none_was_seen() -> None:
    x = np.array([[1.0], [7.0], [8.0], [8.0], [400.0]])
    y = np.array([1, 0, 1, 1, 0])
    model = prospects.fit_rates(x, y, ["record_age_days"], "record_age_days", prospects.AGE_STEPS)
    found = sigmoid(model.log_odds(np.array([[0.0], [7.0], [7.5], [50.0], [9_999.0]])))
    rate = 3 / 5
    expected = [(1 + 2 * rate) / 4, (1 + 2 * rate) / 4, (2 + 2 * rate) / 4, rate, 2 * rate / 3]
    assert found == pytest.approx(expected, abs=1e-9)
    of_all = prospects.fit_rates(x, y, ["record_age_days"], "record_age_days", [])
    assert sigmoid(of_all.log_odds(x)) == pytest.approx([(3 + 2 * rate) / 7] * 5, abs=1e-9)


def test_the_same_data_give_the_same_model_and_a_version_of_its_own() -> None:
    table = training()
    mixed = table.take(pa.array(np.random.default_rng(1).permutation(table.num_rows)))
    entries, terms = fitted(table)
    assert fitted(mixed) == (entries, terms)
    version, settings = entries["model_version"], entries["settings"]
    assert version is not None and version.startswith("prospects-")
    assert settings == (
        "horizon 90 days, at most 4 backtest origins, from 200 rows on, 30 of each outcome, "
        "sampled above 1000000 rows, fitted on at most 50000"
    )
    assert entries["features"] == "record_age_days, source_lift, n_web_visits_30d"


def test_predictions_come_from_the_terms_and_say_what_raises_them() -> None:
    entries, terms = fitted(training())
    registry = pa.table({key: [value] for key, value in {"model_name": "prospects", **entries}.items()})
    batch = pa.record_batch(
        {
            "customer_id": ["keen", "old"],
            "as_of_date": DATES[:2],
            "record_age_days": [0.0, 600.0],
            "source_lift": [1.0, 1.0],
            "n_web_visits_30d": [5.0, 0.0],
        }
    )
    table = prospects.predictor(terms, registry, LABELS)(batch)
    assert table.schema == prospects.PREDICTIONS
    keen, old = table.to_pylist()
    assert keen["conversion_probability"] > 0.5
    assert old["conversion_probability"] < 0.1
    assert {keen["reason_1_text"], keen["reason_2_text"]} == {"visits: 5", "age: 0"}
    assert (keen["reason_3"], old["reason_1"], old["status"]) == (None, None, "scored")
    raised = keen["reason_1_contribution"] + keen["reason_2_contribution"]
    assert keen["conversion_log_odds"] == pytest.approx(terms.to_pylist()[0]["weight"] + raised, abs=1e-12)


def test_reasons_are_written_with_label_and_six_digits() -> None:
    reasons, values = pa.chunked_array([["visits", "age", None]]), pa.chunked_array([[1 / 3, 1_234_567.0, None]])
    assert prospects.reason_texts(reasons, values, {"age": "days known"}).to_pylist() == [
        "visits: 0.333333",
        "days known: 1.23457e+06",
        None,
    ]


def test_too_little_data_is_said_and_never_fails() -> None:
    nothing = training().slice(0, 0)
    assert prospects.backtest(nothing, SETTINGS, LABELS).equals(prospects.BACKTEST.empty_table())
    entries, terms = fitted(nothing)
    assert entries == {"status": "not_enough_data", "reason_code": "no_prospect_known_long_enough"}
    registry = pa.table(
        {"model_name": ["prospects"], "status": ["not_enough_data"], "reason_code": ["no_prospect_known_long_enough"]}
    )
    batch = pa.record_batch({"customer_id": ["a"], "as_of_date": DATES[:1], "record_age_days": [1.0]})
    (row,) = prospects.predictor(terms, registry, LABELS)(batch).to_pylist()
    assert (row["status"], row["reason_code"], row["conversion_probability"]) == (
        "not_enough_data",
        "no_prospect_known_long_enough",
        None,
    )
