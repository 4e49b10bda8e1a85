"""Churn: backtest, fit and predict on made-up customers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from customer360 import churn
from customer360.additive import AdditiveModel, Term, sigmoid
from customer360.churn import OutOfSample, TrainingRows
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

SETTINGS = pa.table(
    {
        "churn_horizon_days": [90],
        "churn_lookback_days": [180],
        "churn_max_backtest_origins": [4],
        "churn_min_training_rows": [200],
        "churn_min_class_rows": [30],
        "max_training_rows": [1_000_000],
    }
)
CAUSES = pa.table(
    {"feature": ["recency_days", "n_orders"], "raising_side": ["high", "low"], "is_monotone": [True, True]}
)
FITS = churn.candidates(CAUSES, SETTINGS)
DATES = [dt.date(2023, month, 28) for month in range(1, 13)]


def training(n: int = 300, seed: int = 0, shuffle_labels: bool = False) -> pa.Table:
    random = np.random.default_rng(seed)
    rows = len(DATES) * n
    recency, orders = random.integers(0, 180, rows).astype(float), random.poisson(4, rows) + 1.0
    log_odds = 0.9 * (np.log1p(recency) - 4) - 1.2 * (np.log(orders) - 1.2)
    churned = (random.random(rows) < sigmoid(log_odds)).astype(np.int32)
    if shuffle_labels:
        random.shuffle(churned)
    return pa.table(
        {
            "customer_id": [f"c{i:05d}" for i in range(n)] * len(DATES),
            "snapshot_date": np.repeat(np.array(DATES, dtype="datetime64[D]"), n),
            "recency_days": recency,
            "n_orders": orders,
            "is_churned": churned,
        }
    )


def purchases(n: int = 300, seed: int = 3) -> pa.Table:
    """Histories of the customers of `training` at its cutoffs, drawn anew at each."""
    random = np.random.default_rng(seed)
    rows = len(DATES) * n
    age, count = random.integers(100, 400, rows), random.poisson(2, rows)
    return pa.table(
        {
            "customer_id": [f"c{i:05d}" for i in range(n)] * len(DATES),
            "snapshot_date": np.repeat(np.array(DATES, dtype="datetime64[D]"), n),
            "n_repeat_days": count,
            "repeat_span_days": np.where(count > 0, (age * random.random(rows)).astype(np.int64), 0),
            "age_days": age,
        }
    )


def board(candidate: str = "logistic") -> pa.Table:
    return pa.table({"candidate": [candidate], "is_published": [True]})


def registry_of(parts: pa.Table) -> dict[str, str | None]:
    return {row["item"]: row["kind"] for row in parts.to_pylist() if row["part"] == "registry"}


def predict(features: pa.Table, terms: pa.Table, registry: pa.Table, rows: int | None = None) -> pa.Table:
    score = churn.predictor(terms, registry, bands())
    return pa.concat_tables([score(batch) for batch in features.to_batches(max_chunksize=rows)])


def test_backtest_never_trains_on_unknown_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.datetime64] = []
    real = TrainingRows.known_by

    def spy(self: TrainingRows, date: np.datetime64, horizon_days: int) -> np.ndarray:
        known = real(self, date, horizon_days)
        if known.any():
            assert self.dates[known].max() + np.timedelta64(horizon_days, "D") <= date
        seen.append(date)
        return known

    monkeypatch.setattr(TrainingRows, "known_by", spy)
    table = churn.backtest(training(), SETTINGS, FITS, purchases())
    origins = sorted({(row["origin_date"], row["is_selection_origin"]) for row in table.to_pylist()})
    assert [str(date) for date, _ in origins] == ["2023-07-28", "2023-08-28", "2023-12-28"] or len(origins) == 4
    assert [selects for _, selects in origins][-1] is False
    assert all(date + dt.timedelta(90) <= origins[-1][0] for date, selects in origins if selects)
    assert seen


def test_every_candidate_predicts_every_customer_of_every_origin() -> None:
    table = churn.backtest(training(), SETTINGS, FITS, purchases())
    assert table.schema == churn.BACKTEST
    counts = table.group_by(["candidate", "origin_date"]).aggregate([("customer_id", "count_distinct")]).to_pylist()
    assert {row["candidate"] for row in counts} == {
        "logistic",
        "additive_smooth",
        "additive_boosted",
        "unconstrained_boosted",
        "bg_nbd",
        "inactivity_rule",
        *churn.RULE_DIVISORS,
    }
    assert {row["customer_id_count_distinct"] for row in counts} == {300}


def test_row_order_changes_nothing() -> None:
    table = training()
    mixed = table.take(pa.array(np.random.default_rng(1).permutation(table.num_rows)))
    assert churn.backtest(mixed, SETTINGS, FITS, purchases()).equals(churn.backtest(table, SETTINGS, FITS, purchases()))
    backtest = churn.backtest(table, SETTINGS, FITS, purchases())
    assert churn.fit(mixed, backtest, board(), SETTINGS, FITS).equals(
        churn.fit(table, backtest, board(), SETTINGS, FITS)
    )


@pytest.mark.parametrize("name", ["logistic", "additive_smooth"])
def test_the_risk_does_not_jump_where_a_window_ends(name: str) -> None:
    """It rises evenly with the days of silence here. That a window is empty then says no more than recency does."""
    random = np.random.default_rng(4)
    recency = random.integers(0, 180, 15_000).astype(float)
    orders = np.where(recency < 90, 1.0 + random.poisson(1, len(recency)), 0.0)
    lines, units, new = (np.where(orders > 0, orders + random.poisson(3 * orders), 0.0) for _ in range(3))
    truth = sigmoid(recency / 45 - 2)
    churned = (random.random(len(truth)) < truth).astype(np.int64)
    x = np.column_stack([recency, orders, lines, units, new])
    windows = ["n_orders_90d", "n_lines_90d", "units_90d", "n_new_products_90d"]
    off = sigmoid(FITS[name](x, churned, ["recency_days", *windows]).log_odds(x)) - truth
    before, after = (off[(recency >= day) & (recency < day + 15)].mean() for day in (75, 90))
    assert after - before < 0.02
    assert abs(off[recency >= 165].mean()) < 0.05


def test_columns_that_never_vary_change_nothing() -> None:
    """An input that a company does not have costs no accuracy: same model, and no term for its columns of zeros."""
    table = training()
    padded = table.add_column(3, "n_open_complaints_180d", pa.array(np.zeros(len(table))))
    fitted = churn.fit(table, churn.backtest(table, SETTINGS, FITS), board(), SETTINGS, FITS)
    assert churn.fit(padded, churn.backtest(padded, SETTINGS, FITS), board(), SETTINGS, FITS) == fitted
    only = TrainingRows.from_table(table.set_column(2, "recency_days", pa.array(np.zeros(len(table)))))
    assert only.features == ["recency_days", "n_orders"]


#: Log-odds that follow the months of `seasonal`.
SEASONS = np.array([0, 0, 0, -np.log(2), 0, 0, 0, 0, 0, np.log(3), 0, 0])


def seasonal(n: int = 300) -> pa.Table:
    """`training` over two years: odds of churn are tripled after every October and halved after every April."""
    table = pa.concat_tables([training(n), training(n, seed=1)])
    years = np.repeat([0, 365], len(table) // 2).astype("timedelta64[D]")
    dates = table.column("snapshot_date").to_numpy().astype("datetime64[D]") + years
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1.0
    random = np.random.default_rng(4)
    recency, orders = (table.column(name).to_numpy() for name in ("recency_days", "n_orders"))
    log_odds = 0.9 * (np.log1p(recency) - 4) - 1.2 * (np.log(orders) - 1.2) + SEASONS[month.astype(int) - 1]
    churned = (random.random(len(table)) < sigmoid(log_odds)).astype(np.int32)
    place = table.column_names.index("snapshot_date")
    return (
        table.set_column(place, "snapshot_date", pa.array(dates))
        .append_column(churn.SEASON, pa.array(month))
        .set_column(table.column_names.index("is_churned"), "is_churned", pa.array(churned))
    )


def test_the_season_is_found_and_only_models_have_it() -> None:
    rows = TrainingRows.from_table(seasonal())
    months = np.arange(1.0, 13.0)[:, None]
    for name in ("logistic", "additive_smooth", "additive_boosted"):
        with threadpool_limits(1):
            model = FITS[name](rows.x, rows.y, rows.features)
        terms = [term for term in model.terms if term.feature == churn.SEASON]
        assert [(term.kind, term.lower, term.upper) for term in terms] == [
            ("step", None if month == 1 else month - 1.0, None if month == 12 else float(month))
            for month in range(1, 13)
        ]
        season = AdditiveModel([churn.SEASON], 0.0, terms).log_odds(months)
        assert season.mean() == pytest.approx(0, abs=1e-3)
        assert season == pytest.approx(SEASONS - SEASONS.mean(), abs=0.25)
        assert sigmoid(model.log_odds(rows.x)).mean() == pytest.approx(rows.y.mean(), abs=0.005)
    rule = FITS["inactive_h"](rows.x, rows.y, rows.features)
    assert {term.feature for term in rule.terms} == {"recency_days"}


def test_the_season_of_few_rows_is_drawn_to_none() -> None:
    few, many = (
        [term.weight for term in churn.season_terms(rows.x, rows.y, rows.features, 90)]
        for rows in (TrainingRows.from_table(seasonal(n)) for n in (5, 300))
    )
    assert 0 < few[9] < 0.75 * many[9]


def test_the_longer_the_horizon_the_more_few_rows_say_of_neighbouring_months() -> None:
    """After November and September nothing is special; where the horizon is October's, they take from it."""
    rows = TrainingRows.from_table(seasonal(20))
    short, long = (
        np.array([term.weight for term in churn.season_terms(rows.x, rows.y, rows.features, horizon)])
        for horizon in (30, 90)
    )
    assert long[9] - long[[8, 10]].mean() < 0.9 * (short[9] - short[[8, 10]].mean())
    assert long.mean() == pytest.approx(0, abs=1e-3)


def test_a_month_that_was_never_seen_leaves_no_season() -> None:
    rows = TrainingRows.from_table(seasonal())
    seen = rows.x[:, rows.features.index(churn.SEASON)] != 7
    assert churn.season_terms(rows.x[seen], rows.y[seen], rows.features, 90) == [Term(churn.SEASON, "step", 0.0)]
    assert len(churn.season_terms(rows.x, rows.y, rows.features, 90)) == 12


def test_seasons_are_alike_where_horizons_overlap() -> None:
    """Months are 365 / 12 days apart; a tenth of the season is each month's own."""
    month = 365 / 12
    quarter = churn.month_correlation(90)
    common = [1, 1 - month / 90, 1 - 2 * month / 90]
    assert quarter[0, :4] == pytest.approx([1, 0.9 * common[1], 0.9 * common[2], 0])
    assert quarter[11, :3] == pytest.approx([0.9 * common[1], 0.9 * common[2], 0])
    assert np.array_equal(churn.month_correlation(30), np.eye(12))
    assert churn.month_correlation(365)[0] == pytest.approx([1, *[0.9] * 11])
    for horizon in (90, 365, 400, 1000):
        found = churn.month_correlation(horizon)
        assert np.linalg.eigvalsh(found).min() > 0.09
        assert found.sum(axis=0) == pytest.approx(found.sum() / 12)


def test_the_season_is_no_merit_of_features_that_go_with_it() -> None:
    """A feature that is high in October is not held responsible for the churn that follows October."""
    table = seasonal()
    month = table.column(churn.SEASON).to_numpy()
    random = np.random.default_rng(5)
    noise = random.random(len(table)) + 2.0 * (month == 10)
    rows = TrainingRows.from_table(table.append_column("noise", pa.array(noise)))
    for name in ("logistic", "additive_smooth"):
        model = FITS[name](rows.x, rows.y, rows.features)
        noise_part = model.contributions(rows.x)[:, rows.features.index("noise")]
        assert abs(noise_part[month == 10].mean() - noise_part[month != 10].mean()) < 0.2
        plain = FITS[name](
            churn.without_season(rows.x, rows.features), rows.y, [f for f in rows.features if f != churn.SEASON]
        )
        without = plain.contributions(churn.without_season(rows.x, rows.features))[:, -1]
        assert without[month == 10].mean() - without[month != 10].mean() > 0.5


def test_the_slope_of_calibration_leaves_the_season() -> None:
    """It compares customers of one origin. Here their log-odds were half as large as they should have been."""
    rows = TrainingRows.from_table(seasonal())
    model = FITS["logistic"](rows.x, rows.y, rows.features)
    past = [OutOfSample(rows.dates[0], model.log_odds(rows.x) / 2, rows.y)]
    found = churn.calibrated(model, past, rows.x, rows.y)
    season = rows.features.index(churn.SEASON)
    now, before = found.contributions(rows.x), model.contributions(rows.x)
    assert np.array_equal(now[:, season], before[:, season])
    assert np.ptp(now[:, 0]) > 1.3 * np.ptp(before[:, 0])


def test_the_season_moves_the_level_of_an_origin() -> None:
    """Predictions at the second October know what followed the first one; the plain rules do not."""
    table = seasonal()
    dates = table.column("snapshot_date").to_numpy()
    until = table.filter(pa.array(dates <= np.datetime64("2024-10-27")))
    gaps = {}
    for rows in (until, until.drop_columns([churn.SEASON])):
        backtest = churn.backtest(rows, SETTINGS, FITS).to_pylist()
        last = max(row["origin_date"] for row in backtest)
        for name in ("logistic", "inactive_h"):
            here = [row for row in backtest if (row["candidate"], row["origin_date"]) == (name, last)]
            gap = np.mean([row["churn_probability"] - row["is_churned"] for row in here])
            gaps[name, churn.SEASON in rows.column_names] = float(gap)
    assert last == dt.date(2024, 10, 27)
    assert abs(gaps["logistic", True]) < 0.08 < -gaps["logistic", False]
    assert gaps["inactive_h", True] == gaps["inactive_h", False]


def test_the_season_is_nobodys_own_reason() -> None:
    terms, registry = fitted(seasonal())
    features = pa.table(
        {
            "customer_id": ["quiet"],
            "as_of_date": [DATES[0]],
            "recency_days": [170.0],
            "n_orders": [1.0],
            churn.SEASON: [10.0],
        }
    )
    row = predict(features, terms, registry).to_pylist()[0]
    assert {row["reason_1"], row["reason_2"], row["reason_3"]} == {"recency_days", "n_orders", None}
    own = terms.to_pylist()[0]["weight"] + row["reason_1_contribution"] + row["reason_2_contribution"]
    assert row["churn_log_odds"] > own + 1


def test_a_rule_that_wins_is_published_as_two_steps() -> None:
    table = training()
    parts = churn.fit(table, churn.backtest(table, SETTINGS, FITS, purchases()), board("inactive_h_2"), SETTINGS, FITS)
    assert registry_of(parts)["algorithm"] == "inactive_h_2"
    steps = [row for row in parts.to_pylist() if row["part"] == "term" and row["kind"] == "step"]
    assert [(row["item"], row["lower_bound"], row["upper_bound"]) for row in steps] == [
        ("recency_days", None, 45.0),
        ("recency_days", 45.0, None),
    ]
    assert steps[0]["number"] < 0 < steps[1]["number"]


def test_the_fingerprint_names_the_data_and_the_same_data_give_the_same_model() -> None:
    def entries(table: pa.Table) -> dict[str, str | None]:
        return registry_of(
            churn.fit(table, churn.backtest(table, SETTINGS, FITS, purchases()), board(), SETTINGS, FITS)
        )

    first, again = entries(training()), entries(training())
    assert first == again
    changed = training().to_pandas()
    changed.loc[7, "recency_days"] += 1e-9
    other = entries(pa.Table.from_pandas(changed, schema=training().schema, preserve_index=False))
    assert other["data_fingerprint"] != first["data_fingerprint"]


def test_signal_is_found_and_noise_is_not() -> None:
    def aucs(table: pa.Table) -> dict[str, float]:
        result = churn.backtest(table, SETTINGS, FITS, purchases(table.num_rows // len(DATES))).to_pylist()
        last = max(row["origin_date"] for row in result)
        found: dict[str, list[tuple[int, float]]] = {}
        for row in result:
            if row["origin_date"] == last:
                found.setdefault(row["candidate"], []).append((row["is_churned"], row["churn_probability"]))
        return {candidate: float(roc_auc_score(*zip(*pairs, strict=True))) for candidate, pairs in found.items()}

    models = ("logistic", "additive_smooth", "additive_boosted", "unconstrained_boosted")
    signal, noise = aucs(training(1_000)), aucs(training(3_000, shuffle_labels=True))
    assert min(signal[model] for model in models) > 0.7
    assert list(noise.values()) == pytest.approx([0.5] * len(noise), abs=0.03)


def test_what_came_after_an_origin_changes_nothing() -> None:
    """Deleting the later cutoffs and turning round all outcomes that were not known yet gives the same predictions."""
    rows = TrainingRows.from_table(training())
    origin = rows.dates[len(rows.dates) // 2]
    known = rows.known_by(origin, 90)
    kept = rows.dates <= origin
    deleted = replace(
        rows,
        customers=[customer for customer, keep in zip(rows.customers, kept, strict=True) if keep],
        dates=rows.dates[kept],
        x=rows.x[kept],
        y=np.where(known, rows.y, 1 - rows.y)[kept],
    )
    before = churn.candidate_log_odds(rows, origin, 90, FITS, {})
    after = churn.candidate_log_odds(deleted, origin, 90, FITS, {})
    assert before.keys() == after.keys()
    for candidate, log_odds in before.items():
        assert all((one == other).all() for one, other in zip(log_odds, after[candidate], strict=True))


def test_a_purchase_model_takes_histories_of_its_origin_alone() -> None:
    """In any order of rows, whatever comes later, whoever else is asked; a long silence is a higher risk."""
    table = purchases(2_000)
    origin = np.datetime64(DATES[3])
    asked = ["c01999", "c00007", "c01000"]
    log_odds = churn.purchase_log_odds(table, asked, origin, 90)
    earlier = table.filter(pa.compute.less_equal(table.column("snapshot_date"), DATES[3]))
    mixed = earlier.take(pa.array(np.random.default_rng(1).permutation(earlier.num_rows)))
    again = churn.purchase_log_odds(mixed, asked[::-1], origin, 90)
    assert log_odds is not None and again is not None
    assert log_odds == pytest.approx(again[::-1], abs=1e-6)
    quiet = table.to_pandas()
    quiet.loc[(quiet["customer_id"] == "c00007"), ["n_repeat_days", "repeat_span_days", "age_days"]] = 5, 20, 390
    silent = churn.purchase_log_odds(pa.Table.from_pandas(quiet, preserve_index=False), asked, origin, 90)
    assert silent is not None and silent[1] > max(log_odds)
    assert churn.purchase_log_odds(table.slice(0, 0), [], origin, 90) is None


def test_a_large_sample_is_fitted_on_evenly_spaced_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = TrainingRows.from_table(training())
    every = np.ones(len(rows.y), dtype=bool)
    assert (rows.to_fit_on(every)[0] == rows.x).all()
    monkeypatch.setattr(churn, "FIT_ROWS", 1_000)
    x, y = rows.to_fit_on(every)
    assert (x == rows.x[::4]).all() and (y == rows.y[::4]).all()
    assert len(rows.to_fit_on(~every)[1]) == 0


def test_only_features_of_the_seed_are_monotone() -> None:
    causes = pa.table(
        {"feature": ["a", "b", "c"], "raising_side": ["high", "low", "low"], "is_monotone": [True, True, False]}
    )
    assert churn.monotone_directions(causes) == {"a": 1, "b": -1}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (training().slice(0, 0), "no_labelled_cutoff"),
        (training().slice(0, 100), "too_few_training_rows"),
        (training().set_column(4, "is_churned", [[1] * 3600]), "too_few_rows_of_one_outcome"),
        (training().slice(0, 900), "too_little_history_for_a_backtest"),
    ],
)
def test_too_little_data_is_said_and_never_fails(table: pa.Table, reason: str) -> None:
    backtest = churn.backtest(table, SETTINGS, FITS, purchases())
    assert backtest.num_rows == 0 and backtest.schema == churn.BACKTEST
    parts = churn.fit(table, backtest, board().slice(0, 0), SETTINGS, FITS)
    assert registry_of(parts) == {"status": "not_enough_data", "reason_code": reason}
    registry = pa.table(
        {"model_name": ["churn"], "status": ["not_enough_data"], "reason_code": [reason], "model_version": [None]}
    )
    features = pa.table({"customer_id": ["a"], "as_of_date": [DATES[0]], "recency_days": [1.0], "n_orders": [1.0]})
    predicted = predict(features, parts, registry).to_pylist()
    assert [(row["status"], row["reason_code"], row["churn_probability"]) for row in predicted] == [
        ("not_enough_data", reason, None)
    ]


def bands() -> pa.Table:
    return pa.table({"risk_band": ["low", "high"], "min_probability": [0.0, 0.5]})


def fitted(table: pa.Table | None = None) -> tuple[pa.Table, pa.Table]:
    table = training() if table is None else table
    parts = churn.fit(table, churn.backtest(table, SETTINGS, FITS, purchases()), board(), SETTINGS, FITS)
    names = {
        "item_number": "term_number",
        "item": "feature",
        "kind": "term_kind",
        "number": "weight",
        "reference": "reference_value",
    }
    terms = parts.filter(pa.compute.equal(parts.column("part"), "term")).rename_columns(names)
    entries = registry_of(parts)
    registry = pa.table({key: [value] for key, value in {"model_name": "churn", **entries}.items()})
    return terms, registry


def test_reasons_are_the_largest_contributions() -> None:
    terms, registry = fitted()
    features = pa.table(
        {
            "customer_id": ["quiet", "busy"],
            "as_of_date": [DATES[0]] * 2,
            "recency_days": [170.0, 0.0],
            "n_orders": [1.0, 20.0],
        }
    )
    quiet, busy = predict(features, terms, registry).to_pylist()
    intercept = terms.to_pylist()[0]["weight"]
    assert quiet["reason_1_contribution"] >= quiet["reason_2_contribution"] > 0
    assert quiet["reason_3"] is None
    parts = quiet["reason_1_contribution"] + quiet["reason_2_contribution"]
    assert quiet["churn_log_odds"] == pytest.approx(intercept + parts, abs=1e-12)
    values = {quiet[f"reason_{rank}"]: quiet[f"reason_{rank}_value"] for rank in (1, 2)}
    assert values == {"recency_days": 170, "n_orders": 1} and busy["reason_1_value"] is None
    assert (busy["reason_1"], busy["risk_band"], quiet["risk_band"]) == (None, "low", "high")


def test_batches_change_nothing() -> None:
    terms, registry = fitted()
    features = training(50).rename_columns(["customer_id", "as_of_date", "recency_days", "n_orders", "is_churned"])
    whole = predict(features, terms, registry)
    pieces = predict(features, terms, registry, rows=7)
    assert whole.combine_chunks().equals(pieces.combine_chunks())


def test_calibration_slope_ignores_the_level_of_an_origin() -> None:
    random = np.random.default_rng(5)
    pieces = []
    for level in (-1.0, 1.5):
        z = random.normal(0, 1.5, 20_000)
        pieces.append(
            OutOfSample(np.datetime64("2023-01-01"), z, (random.random(20_000) < sigmoid(0.8 * z + level)).astype(int))
        )
    assert churn.calibration_slope(pieces) == pytest.approx(0.8, abs=0.03)
    assert churn.calibration_slope([]) == 1.0


def test_the_published_slope_is_learned_before_calibration() -> None:
    """Past origins whose log-odds are twice too wide halve the published weights, whatever was calibrated then."""
    random = np.random.default_rng(7)
    truth = random.normal(0, 1.5, 40_000)
    backtest = pa.table(
        {
            "candidate": ["logistic"] * 40_000,
            "origin_date": [DATES[6]] * 40_000,
            "customer_id": [str(i) for i in range(40_000)],
            "is_churned": (random.random(40_000) < sigmoid(truth)).astype(np.int32),
            "uncalibrated_log_odds": 2 * truth,
            "churn_log_odds": truth,
        }
    )
    narrow = churn.fit(training(), backtest, board(), SETTINGS, FITS).to_pylist()
    plain = churn.fit(training(), backtest.slice(0, 0), board(), SETTINGS, FITS).to_pylist()
    ratios = [
        a["number"] / b["number"]
        for a, b in zip(narrow, plain, strict=True)
        if a["part"] == "term" and a["kind"] == "linear"
    ]
    assert ratios == pytest.approx([0.5] * len(ratios), abs=0.03)
