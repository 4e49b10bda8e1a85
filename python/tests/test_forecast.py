"""Demand forecasts: additive, free of leaks, reproducible, honest about their intervals and about too little data."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import yaml
from customer360 import forecast
from hypothesis import given
from hypothesis import strategies as st
from warehouse import ROOT

SETTINGS = pa.table({"forecast_weeks": [13], "forecast_months": [6], "forecast_max_origins": [12]})
NO_INDICATORS = pa.table(
    {
        "month_date": pa.array([], pa.date32()),
        "indicator_name": pa.array([], pa.string()),
        "indicator_value": pa.array([], pa.float64()),
    }
)
FIRST = dt.date(2022, 5, 1)
LAST = dt.date(2024, 6, 30)
WAVES = {"sin": np.sin, "cos": np.cos}
GROUPS = {"region": [0.5, 0.3, 0.2], "category": [0.7, 0.3], "segment": [0.6, 0.4]}


def company(seed: int, last: dt.date = LAST) -> pa.Table:
    """Two years of daily orders, as demand_history: Poisson around a season and a level that wanders a little."""
    random = np.random.default_rng(seed)
    n_days = (LAST - FIRST).days + 1
    day = np.arange(n_days)
    level = np.exp(np.cumsum(random.normal(0, 0.004, n_days)))
    season = 1 + 0.4 * np.sin(2 * np.pi * (day / 365.25 + random.random()))
    order_day = np.repeat(day, random.poisson(12 * level * season))
    amount = np.round(np.exp(random.normal(4, 0.9, len(order_day))) - 2 * random.random(len(order_day)), 2)
    groups = {("total", "all"): np.ones(len(order_day), dtype=bool)}
    for name, shares in GROUPS.items():
        drawn = random.choice(len(shares), len(order_day), p=shares)
        groups |= {(name, f"{name} {number}"): drawn == number for number in range(len(shares))}
    daily = {
        key: (np.bincount(order_day[of], amount[of], n_days), np.bincount(order_day[of], minlength=n_days))
        for key, of in groups.items()
    }
    return history(daily, FIRST, last)


def history(daily: dict[tuple[str, str], Any], first: dt.date, last: dt.date) -> pa.Table:
    """demand_history of daily (amounts, orders) by level and value, up to a day."""
    days = [first + dt.timedelta(number) for number in range((last - first).days + 1)]
    rows = []
    for kind in ("week", "month"):
        starts = [day - dt.timedelta(day.weekday()) if kind == "week" else day.replace(day=1) for day in days]
        members = defaultdict(list)
        for number, start in enumerate(starts):
            members[start].append(number)
        for start, numbers in members.items():
            end = start + dt.timedelta(6) if kind == "week" else forecast.months_after(start, 1) - dt.timedelta(1)
            for (level, value), (amounts, orders) in daily.items():
                rows.append(
                    {
                        "period_kind": kind,
                        "period_start_date": start,
                        "period_end_date": end,
                        "level": level,
                        "level_value": value,
                        "net_revenue_amount": Decimal(str(round(float(amounts[numbers].sum()), 2))),
                        "n_orders": int(orders[numbers].sum()),
                        "is_complete": days[numbers[0]] == start and end <= last,
                    }
                )
    return pa.Table.from_pylist(rows)


def shuffled(table: pa.Table) -> pa.Table:
    return table.take(np.random.default_rng(1).permutation(table.num_rows))


@pytest.fixture(scope="module")
def full() -> pa.Table:
    return company(0)


@pytest.fixture(scope="module")
def predictions(full: pa.Table) -> pa.Table:
    return forecast.predict(full, NO_INDICATORS, SETTINGS)


def test_levels_add_up_to_the_total_at_every_origin(predictions: pa.Table) -> None:
    sums: dict[Any, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in predictions.to_pylist():
        key = tuple(row[name] for name in ("period_kind", "measure", "candidate", "origin_date", "period_start_date"))
        sums[key][row["level"]] += row["forecast"]
    assert len(sums) > 500
    assert [key for key, levels in sums.items() if len(levels) != 4 or len(set(levels.values())) != 1] == []


def test_rows_are_one_per_series_and_period_ahead(predictions: pa.Table) -> None:
    future = [row for row in predictions.to_pylist() if row["is_future"]]
    assert len(future) == 8 * 2 * (13 + 6) * 3
    weeks = sorted({row["period_start_date"] for row in future if row["period_kind"] == "week"})
    months = sorted({row["period_start_date"] for row in future if row["period_kind"] == "month"})
    assert (weeks[0], weeks[-1], len(weeks)) == (dt.date(2024, 7, 1), dt.date(2024, 9, 23), 13)
    assert (months[0], months[-1], len(months)) == (dt.date(2024, 7, 1), dt.date(2024, 12, 1), 6)
    assert all(Decimal(0) <= row["lower_bound"] <= row["forecast"] <= row["upper_bound"] for row in future)


def test_deleting_everything_after_an_origin_changes_nothing_at_it(predictions: pa.Table) -> None:
    """Intervals too. Origins of weeks are 4 apart, so both builds have one on 5 May 2024, 8 weeks before the last."""
    cutoff = dt.date(2024, 5, 5)
    known = forecast.predict(company(0, cutoff), NO_INDICATORS, SETTINGS).to_pylist()
    ended = {"week": cutoff, "month": dt.date(2024, 4, 30)}
    found = {
        tuple(row[name] for name in ("period_kind", "measure", "candidate", "level", "level_value", "horizon")): row
        for row in known
        if row["is_future"]
    }
    n_compared = 0
    for row in predictions.to_pylist():
        if row["origin_date"] == ended[row["period_kind"]]:
            key = ("period_kind", "measure", "candidate", "level", "level_value", "horizon")
            assert found[tuple(row[name] for name in key)] | {"is_future": False} == row
            n_compared += 1
    assert n_compared == 8 * 2 * 3 * (8 + 2)


def test_order_of_rows_and_a_second_run_change_nothing(full: pa.Table, predictions: pa.Table) -> None:
    assert forecast.predict(shuffled(full), NO_INDICATORS, SETTINGS).equals(predictions)


def test_intervals_cover_four_of_five_on_unseen_companies() -> None:
    """What came after each origin, not known to who forecast at it: 80 % within five points, by period and measure."""
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for seed in range(100, 110):
        key = ("period_kind", "level", "level_value", "period_start_date")
        history = company(seed)
        came = {tuple(row[name] for name in key): row for row in history.to_pylist()}
        for row in forecast.predict(history, NO_INDICATORS, SETTINGS).to_pylist():
            if not row["is_future"] and row["lower_bound"] is not None:
                value = came[tuple(row[name] for name in key)][forecast.MEASURES[row["measure"]]]
                hits[row["period_kind"], row["measure"]].append(row["lower_bound"] <= value <= row["upper_bound"])
    covered = {key: float(np.mean(values)) for key, values in hits.items()}
    assert len(covered) == 4 and min(len(values) for values in hits.values()) > 3000
    assert all(0.75 <= rate <= 0.85 for rate in covered.values()), covered


def errors(predictions: pa.Table, actuals: pa.Table, kind: str, measure: str) -> dict[str, float]:
    """Mean absolute error of every candidate on the total."""
    came = {
        row["period_start_date"]: float(row[forecast.MEASURES[measure]])
        for row in actuals.to_pylist()
        if row["period_kind"] == kind and row["level"] == "total"
    }
    found = defaultdict(list)
    for row in predictions.to_pylist():
        if (row["period_kind"], row["measure"], row["level"], row["is_future"]) == (kind, measure, "total", False):
            found[row["candidate"]].append(abs(float(row["forecast"]) - came[row["period_start_date"]]))
    return {candidate: float(np.mean(values)) for candidate, values in found.items()}


def test_waves_under_noise_are_better_than_last_year(full: pa.Table, predictions: pa.Table) -> None:
    found = errors(predictions, full, "week", "orders")
    assert found[forecast.REGRESSION] < 0.9 * found[forecast.RULE]


def total_only(orders: Any, first: dt.date = FIRST) -> pa.Table:
    """A company of one region from orders a day, each of 10."""
    series = np.asarray(orders, dtype=np.float64)
    daily = {("total", "all"): (series * 10, series), ("region", "one"): (series * 10, series)}
    return history(daily, first, first + dt.timedelta(len(series) - 1))


def test_a_year_that_repeats_itself_is_the_rules() -> None:
    year = np.random.default_rng(3).integers(0, 50, 364)
    table = total_only(np.tile(year, 3), dt.date(2022, 5, 2))
    found = errors(forecast.predict(table, NO_INDICATORS, SETTINGS), table, "week", "orders")
    assert found[forecast.RULE] == 0 < found[forecast.REGRESSION]


def test_a_company_that_never_changes_is_certain() -> None:
    rows = forecast.predict(total_only(np.ones(792)), NO_INDICATORS, SETTINGS).to_pylist()
    weeks = [row for row in rows if row["period_kind"] == "week" and row["is_future"] and row["measure"] == "orders"]
    assert {(row["forecast"], row["lower_bound"], row["upper_bound"], row["reason_code"]) for row in weeks} == {
        (Decimal(7), Decimal(7), Decimal(7), None)
    }


@pytest.mark.parametrize(("n_weeks", "status"), [(87, "not_enough_data"), (88, "forecast")])
def test_too_few_weeks_say_so(n_weeks: int, status: str) -> None:
    orders = np.random.default_rng(4).poisson(5, n_weeks * 7)
    rows = forecast.predict(total_only(orders, dt.date(2022, 5, 2)), NO_INDICATORS, SETTINGS).to_pylist()
    weeks = [row for row in rows if row["period_kind"] == "week" and row["is_future"]]
    assert {row["status"] for row in weeks} == {status}
    assert len({row["period_start_date"] for row in weeks}) == 13
    if status == "not_enough_data":
        assert {(row["reason_code"], row["candidate"], row["forecast"]) for row in weeks} == {
            ("too_few_periods", None, None)
        }
    else:
        assert {row["reason_code"] for row in weeks} == {None}


def test_no_history_is_no_row() -> None:
    empty = company(0).slice(0, 0)
    assert forecast.predict(empty, NO_INDICATORS, SETTINGS).num_rows == 0


def test_a_series_that_hardly_sells_has_a_forecast_and_no_interval() -> None:
    orders = np.random.default_rng(5).poisson(5, 800).astype(float)
    rare = np.zeros(800)
    rare[[10, 300, 650]] = 1
    daily = {
        ("total", "all"): (orders * 10, orders),
        ("region", "often"): ((orders - rare) * 10, orders - rare),
        ("region", "rare"): (rare * 10, rare),
    }
    table = history(daily, FIRST, FIRST + dt.timedelta(799))
    rows = [row for row in forecast.predict(table, NO_INDICATORS, SETTINGS).to_pylist() if row["is_future"]]
    of_rare = [row for row in rows if row["level_value"] == "rare"]
    assert {(row["reason_code"], row["lower_bound"], row["upper_bound"]) for row in of_rare} == {
        ("too_few_sales", None, None)
    }
    assert all(row["forecast"] >= 0 for row in of_rare)
    assert {row["reason_code"] for row in rows if row["level_value"] != "rare"} == {None}


def test_the_mart_accepts_every_reason_that_there_may_be() -> None:
    """Nobody has an interval at the first horizon, one series has one at the second."""
    codes = forecast.reason_codes(np.array([[np.nan, np.nan], [np.nan, 1.0]]))
    assert codes == [["too_few_origins", "too_few_sales"], ["too_few_origins", None]]
    models = yaml.safe_load((ROOT / "models/predictions/demand/_demand__models.yml").read_text("utf-8"))["models"]
    [mart] = [model for model in models if model["name"] == "demand_forecasts"]
    [column] = [column for column in mart["columns"] if column["name"] == "reason_code"]
    accepted = column["data_tests"][0]["accepted_values"]["arguments"]["values"]
    assert set(accepted) == {"too_few_periods", "too_few_origins", "too_few_sales"}


def mood(n_months: int = 60) -> tuple[pa.Table, np.ndarray]:
    """An indicator that swings from month to month, from a year before the first day to a year after the last."""
    values = np.random.default_rng(6).normal(0, 1, n_months)
    months = [forecast.months_after(dt.date(2021, 3, 1), number) for number in range(n_months)]
    table = pa.table({"month_date": months, "indicator_name": ["mood"] * n_months, "indicator_value": values})
    return table, values


def test_an_indicator_that_leads_demand_is_used_and_later_values_are_not() -> None:
    indicators, values = mood()
    days = [FIRST + dt.timedelta(number) for number in range(792)]
    lag = forecast.KINDS[1].lag(6)
    ahead = [values[(day.year - 2021) * 12 + day.month - 3 - lag] for day in days]
    table = total_only(np.random.default_rng(7).poisson(20 * np.exp(0.3 * np.array(ahead))))
    found = forecast.predict(table, indicators, SETTINGS)
    scores = errors(found, table, "month", "orders")
    assert scores[forecast.WITH_INDICATORS] < 0.7 * min(scores[forecast.REGRESSION], scores[forecast.RULE])

    later = [month > dt.date(2024, 5, 1) for month in indicators.column("month_date").to_pylist()]
    other = indicators.set_column(2, "indicator_value", pa.array(np.where(later, 1e6, values)))
    assert forecast.predict(table, other, SETTINGS).equals(found)


@pytest.mark.parametrize("month", [dt.date(2023, 1, 1), None])
def test_an_indicator_with_a_hole_or_begun_too_late_is_left_out(month: dt.date | None) -> None:
    indicators, _ = mood()
    months = indicators.column("month_date").to_pylist()
    keep = [(day != month) if month else day >= dt.date(2023, 6, 1) for day in months]
    table = total_only(np.random.default_rng(8).poisson(20, 792))
    candidates = forecast.predict(table, indicators.filter(pa.array(keep)), SETTINGS).column("candidate")
    assert forecast.WITH_INDICATORS not in candidates.to_pylist()


def test_an_indicator_begun_before_the_first_fit_is_used() -> None:
    indicators, _ = mood()
    keep = [day >= dt.date(2022, 9, 1) for day in indicators.column("month_date").to_pylist()]
    table = total_only(np.random.default_rng(9).poisson(20, 792))
    rows = forecast.predict(table, indicators.filter(pa.array(keep)), SETTINGS).to_pylist()
    kinds = {row["period_kind"] for row in rows if row["candidate"] == forecast.WITH_INDICATORS}
    assert kinds == {"week", "month"}


@pytest.mark.parametrize(("number", "kinds"), [(6, {"week", "month"}), (7, {"week"}), (8, {"week"})])
def test_more_indicators_than_the_first_fit_has_months_for_are_left_out(number: int, kinds: set[str]) -> None:
    """Of 14 months 13 follow one: one more than the previous month, the waves' 5 and 6 indicators have weights."""
    indicators, _ = mood()
    noise = np.random.default_rng(10).normal(0, 1, (number, indicators.num_rows))
    many = [
        indicators.set_column(1, "indicator_name", pa.array([f"i{row}"] * len(values)))
        for row, values in enumerate(noise)
    ]
    many = [table.set_column(2, "indicator_value", pa.array(values)) for table, values in zip(many, noise, strict=True)]
    table = total_only(np.random.default_rng(9).poisson(20, 792))
    rows = forecast.predict(table, pa.concat_tables(many), SETTINGS).to_pylist()
    assert {row["period_kind"] for row in rows if row["candidate"] == forecast.WITH_INDICATORS} == kinds
    assert {row["period_kind"] for row in rows if row["forecast"] is not None} == {"week", "month"}
    terms = forecast.terms(table, pa.concat_tables(many), SETTINGS).to_pylist()
    assert {row["period_kind"] for row in terms if row["candidate"] == forecast.WITH_INDICATORS} == kinds


NO_FLOOR = np.full((5, 1), -np.inf)
KEYS = [("category", "a"), ("category", "b"), ("category", "c"), ("region", "x"), ("total", "all")]
AMOUNTS = st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5)


@given(AMOUNTS)
def test_reconciled_forecasts_add_up_and_keep_the_total(amounts: list[float]) -> None:
    found = np.rint(forecast.reconciled(np.array(amounts)[:, None], KEYS, NO_FLOOR)[:, 0] * 100).astype(int)
    assert found[4] == round(amounts[4] * 100)
    assert found[:3].sum() == found[3] == found[4]


@given(AMOUNTS)
def test_reconciling_leaves_nothing_below_zero_that_was_not(amounts: list[float]) -> None:
    assert (forecast.reconciled(np.abs(amounts)[:, None], KEYS, np.zeros((5, 1))) >= 0).all()


def test_what_already_adds_up_stays() -> None:
    amounts = np.array([[1.25], [2.5], [0], [3.75], [3.75]])
    assert (forecast.reconciled(amounts, KEYS, NO_FLOOR) == amounts).all()


def test_what_never_was_below_zero_stays_above_where_the_total_is_below() -> None:
    """Refunds of a and b exceed what c sells: c, never below 0, is not forecast below it."""
    amounts = np.array([[-80, 0], [-10, 0], [60, 60], [-50, -50], [-50, -50]], dtype=np.float64)
    floor = np.array([-np.inf, -np.inf, 0, -np.inf, -np.inf])[:, None]
    found = forecast.reconciled(amounts, KEYS, floor)
    assert found[:3].sum(axis=0).tolist() == [-50, -50]
    assert (found[2] >= 0).all()
    many = np.array([[10], [0], [60], [-50], [-50]], dtype=np.float64)
    assert forecast.reconciled(many, KEYS, floor)[:, 0].tolist() == [-50, 0, 0, -50, -50]


def test_an_explosive_series_stays_in_reach() -> None:
    series = 1.5 ** np.arange(30)
    found = forecast.regression(series, forecast.harmonics(0, 43, 12))
    assert found.max() <= 2 * series.max() - series.min()


def test_registry_names_what_is_published(full: pa.Table) -> None:
    leaderboard = pa.Table.from_pylist(
        [
            {"period_kind": "week", "measure": "orders", "candidate": "seasonal_naive", "is_published": True},
            {"period_kind": "week", "measure": "orders", "candidate": "harmonic_regression", "is_published": False},
        ]
    )
    entries = {row["item"]: row["kind"] for row in forecast.describe(full, leaderboard, SETTINGS).to_pylist()}
    assert (entries["status"], entries["algorithm"]) == ("fitted", "orders by week: seasonal_naive")
    assert (entries["trained_from"], entries["trained_to"]) == ("2022-05-01", "2024-06-30")
    again = forecast.describe(shuffled(full), leaderboard, SETTINGS).to_pylist()
    assert {row["item"]: row["kind"] for row in again} == entries

    none = forecast.describe(full, leaderboard.slice(0, 0), SETTINGS).to_pylist()
    assert {row["item"]: row["kind"] for row in none} == {"status": "not_enough_data", "reason_code": "too_few_periods"}


def test_the_total_can_be_recomputed_from_the_published_terms(full: pa.Table, predictions: pa.Table) -> None:
    found = [row for row in forecast.terms(full, NO_INDICATORS, SETTINGS).to_pylist() if row["level"] == "total"]
    for kind, season in (("week", 52), ("month", 12)):
        weight = {
            row["term"]: row["weight"] for row in found if (row["period_kind"], row["measure"]) == (kind, "orders")
        }
        periods = [row for row in full.to_pylist() if row["period_kind"] == kind and row["level"] == "total"]
        known = [
            row["n_orders"] for row in sorted(periods, key=lambda row: row["period_start_date"]) if row["is_complete"]
        ]
        future = [
            float(row["forecast"])
            for row in sorted(predictions.to_pylist(), key=lambda row: row["horizon"])
            if row["is_future"]
            and (row["period_kind"], row["measure"], row["level"]) == (kind, "orders", "total")
            and row["candidate"] == forecast.REGRESSION
        ]
        value = known[-1]
        for step, published in enumerate(future):
            angle = 2 * np.pi * (len(known) + step) / season
            waves = [weight[f"{name}_{j}"] * wave(j * angle) for j in (1, 2) for name, wave in WAVES.items()]
            value = weight["previous"] * value + weight["constant"] + sum(waves)
            assert published == pytest.approx(value, abs=0.006)
