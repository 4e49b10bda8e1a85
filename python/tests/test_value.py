"""Purchase and spend models between tables: published, read back, applied by batch, and never a failure."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from customer360 import value
from customer360.likelihood import delta_errors
from customer360.purchases import PurchaseModel, expected_purchases, fit_purchases, grouped, histories, model_of
from customer360.spending import fit_spending, spending
from customer360.tables import MODEL_PARTS, matrix
from warehouse import ROOT

CDNOW = np.genfromtxt(ROOT / "data" / "cdnow_sample_summary.csv", delimiter=",", names=True)
SETTINGS = pa.table({"clv_horizon_days": [365], "clv_discount_rate": [0.1], "value_min_customers": [100]})
CUTOFF = dt.date(1997, 9, 30)


def summaries() -> pa.Table:
    """CDNOW's customers in whole days, as purchase_summaries."""
    x = CDNOW["x"].astype(np.int64)
    return pa.table(
        {
            "customer_id": [f"c{i:04d}" for i in range(len(x))],
            "snapshot_date": [CUTOFF] * len(x),
            "n_repeat_days": x,
            "repeat_span_days": np.rint(7 * CDNOW["t_x"]).astype(np.int64),
            "age_days": np.rint(7 * CDNOW["T"]).astype(np.int64),
            "n_spend_days": x,
            "mean_repeat_amount": pa.array(CDNOW["zbar"], mask=x == 0),
        }
    )


def purchase_groups(table: pa.Table) -> pa.Table:
    keys = ["snapshot_date", *value.HISTORY]
    return table.group_by(keys).aggregate([([], "count_all")]).rename_columns([*keys, "n_customers"])


def spend_groups(table: pa.Table) -> pa.Table:
    keys = ["snapshot_date", "n_spend_days", "mean_repeat_amount"]
    spent = table.filter(pa.compute.greater(table["n_spend_days"], 0))
    return spent.group_by(keys).aggregate([([], "count_all")]).rename_columns([*keys, "n_customers"])


def fitted(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    purchases = value.fit_purchase_model(purchase_groups(table), SETTINGS)
    return purchases, value.fit_spend_model(spend_groups(table), SETTINGS)


@pytest.fixture(scope="module")
def parts() -> tuple[pa.Table, pa.Table]:
    return fitted(summaries())


def entries(parts: pa.Table) -> dict[str, str | None]:
    return {row["item"]: row["kind"] for row in parts.to_pylist() if row["part"] == "registry"}


def not_enough(reason: str, tried: dt.date | None = CUTOFF) -> dict[str, str | None]:
    """The entries of a model that was not fitted on the customers of a day."""
    return {"status": "not_enough_data", "reason_code": reason, "last_try_date": tried and str(tried)}


def score(purchases: pa.Table, spend: pa.Table, table: pa.Table) -> pa.Table:
    per_batch = value.scorer(purchases, spend, purchase_groups(table), SETTINGS)
    return pa.concat_tables([per_batch(batch) for batch in table.to_batches(max_chunksize=1000)])


def test_the_likelier_model_is_published_with_its_errors(parts: tuple[pa.Table, pa.Table]) -> None:
    purchases, spend = parts
    assert purchases.schema == MODEL_PARTS
    candidates = {row["item"]: row for row in purchases.to_pylist() if row["part"] == "candidate"}
    best = max(candidates.values(), key=lambda row: row["number"])
    assert [row["item"] for row in candidates.values() if row["item_number"] == 1] == [best["item"]]
    assert entries(purchases)["algorithm"] == best["item"]
    assert entries(purchases)["n_training_rows"] == "2357"
    assert entries(spend)["n_training_rows"] == "946"
    parameters = [(row["kind"], row["item"]) for row in purchases.to_pylist() if row["part"] == "parameter"]
    assert sorted(parameters) == sorted((model, name) for model in candidates for name in ("r", "alpha", "a", "b"))


def test_where_both_are_as_good_the_modified_model_is_published() -> None:
    """Nobody is ever lost here: both models come down to one without dropout, BG/NBD's likelihood a hair above."""
    alike = pa.table(
        {
            "snapshot_date": [CUTOFF],
            "n_repeat_days": [11],
            "repeat_span_days": [334],
            "age_days": [334],
            "n_customers": [300],
        }
    )
    rows = value.fit_purchase_model(alike, SETTINGS).to_pylist()
    candidates = {row["item"]: row for row in rows if row["part"] == "candidate"}
    assert candidates["bg_nbd"]["number"] > candidates["modified_bg_nbd"]["number"]
    assert [name for name, row in candidates.items() if row["item_number"] == 1] == ["modified_bg_nbd"]
    assert candidates["modified_bg_nbd"]["kind"] == "parameter_at_bound"
    assert next(row["kind"] for row in rows if row["item"] == "status") == "fitted"


def test_a_fit_is_read_back_whole(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    read = value.fit_of(parts[0].take(np.random.default_rng(0).permutation(parts[0].num_rows)))
    data = grouped(*matrix(table, value.HISTORY).T)
    fitted = fit_purchases(data, modified=read.model == "modified_bg_nbd")
    assert read.values == pytest.approx(fitted.values, rel=1e-9)
    assert read.covariance == pytest.approx(fitted.covariance, rel=1e-6)
    bought = spend_groups(table)
    spend = fit_spending(spending(*matrix(bought, ["n_spend_days", "mean_repeat_amount", "n_customers"]).T))
    assert value.fit_of(parts[1]).values == pytest.approx(spend.values, rel=1e-9)


def test_rows_in_another_order_give_the_same_bytes(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    for fit, groups, first in [
        (value.fit_purchase_model, purchase_groups(table), parts[0]),
        (value.fit_spend_model, spend_groups(table), parts[1]),
    ]:
        assert fit(groups.take(np.random.default_rng(1).permutation(groups.num_rows)), SETTINGS).equals(first)


def test_scores_are_alive_times_expected_if_alive(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    scores = score(*parts, table)
    assert scores.schema == value.SCORES
    assert scores["customer_id"].to_pylist() == table["customer_id"].to_pylist()
    alive = value.expected_of_alive(parts[0], purchase_groups(table), SETTINGS)
    assert alive.schema == value.EXPECTED_IF_ALIVE
    by_pair = {(row["n_repeat_days"], row["age_days"]): row for row in alive.to_pylist()}
    assert len(by_pair) == alive.num_rows
    for customer, row in zip(table.to_pylist(), scores.to_pylist(), strict=True):
        expected = by_pair[customer["n_repeat_days"], customer["age_days"]]
        p = row["alive_probability"]
        assert row["expected_purchases_90d"] == pytest.approx(p * expected["expected_purchases_90d"], rel=1e-12)
        assert row["expected_purchases"] == pytest.approx(p * expected["expected_purchases"], rel=1e-12)
        worth = p * expected["discounted_purchases"] * row["expected_spend"]
        assert row["discounted_value"] == pytest.approx(worth, rel=1e-12)
        assert expected["expected_purchases"] / 1.1 < expected["discounted_purchases"] < expected["expected_purchases"]


def test_how_rows_fall_into_batches_changes_nothing(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    per_batch = value.scorer(*parts, purchase_groups(table), SETTINGS)
    pieces = [per_batch(batch) for batch in table.to_batches(max_chunksize=700)]
    assert pa.concat_tables(pieces).equals(per_batch(table.combine_chunks().to_batches()[0]))


def test_a_history_that_is_not_among_the_groups_is_refused(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    per_batch = value.scorer(*parts, purchase_groups(table.slice(1000)), SETTINGS)
    with pytest.raises(ValueError, match="not among the groups"):
        per_batch(table.combine_chunks().to_batches()[0])


def test_errors_are_those_of_the_delta_method(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries().slice(0, 50)
    fit, of = value.fit_of(parts[0]), histories(*matrix(table, value.HISTORY).T)
    modified = fit.model == "modified_bg_nbd"

    def at(logs: np.ndarray) -> np.ndarray:
        return expected_purchases(PurchaseModel(*np.exp(logs), modified), of, [365.0])[:, 0]

    errors = score(*parts, table)["expected_purchases_error"].to_numpy()
    assert errors == pytest.approx(delta_errors(at, fit), rel=1e-6)
    assert (errors > 0).all()


def test_half_a_model_predicts_half(parts: tuple[pa.Table, pa.Table]) -> None:
    table = summaries()
    nothing = value.fit_spend_model(spend_groups(table.slice(0, 90)), SETTINGS)
    assert entries(nothing) == not_enough("too_few_customers")
    scores = score(parts[0], nothing, table)
    assert scores["expected_purchases"].null_count == 0
    assert scores["discounted_value"].null_count == scores["expected_spend"].null_count == table.num_rows


def test_the_fewest_customers_are_a_setting() -> None:
    table, place = summaries(), SETTINGS.column_names.index("value_min_customers")
    for enough, status in [(2357, "fitted"), (2358, "not_enough_data")]:
        settings = SETTINGS.set_column(place, "value_min_customers", [[enough]])
        assert entries(value.fit_purchase_model(purchase_groups(table), settings))["status"] == status


@pytest.mark.parametrize(
    ("rows", "reason"),
    [(slice(0, 0), "no_customers"), (slice(0, 1), "too_few_customers"), ("once", "no_repeat_purchases")],
)
def test_too_little_gives_a_reason_and_empty_scores(rows: slice | str, reason: str) -> None:
    table = summaries()
    if rows == "once":
        table = table.filter(pa.compute.equal(table["n_repeat_days"], 0))
    else:
        table = table.slice(rows.start, rows.stop)
    purchases, spend = fitted(table)
    assert entries(purchases) == not_enough(reason, CUTOFF if table.num_rows else None)
    assert not [row for row in purchases.to_pylist() if row["part"] == "parameter"]
    scores = score(purchases, spend, summaries())
    assert scores["alive_probability"].null_count == scores.num_rows == 2357
    assert value.expected_of_alive(purchases, purchase_groups(summaries()), SETTINGS).num_rows == 0
    assert value.new_customers(purchases, purchase_groups(summaries()), SETTINGS).num_rows == 0


def test_without_a_mean_of_all_a_customer_spends_as_before(parts: tuple[pa.Table, pa.Table]) -> None:
    """Means over ten powers of ten: q is below 1, and one who buys for a thousandth is not promised thousands."""
    table = summaries()
    amounts = np.where(CDNOW["x"] > 0, 10.0 ** (np.arange(len(CDNOW)) % 11 - 3), np.nan)
    column = table.column_names.index("mean_repeat_amount")
    table = table.set_column(column, "mean_repeat_amount", pa.array(amounts, mask=np.isnan(amounts)))
    spend = value.fit_spend_model(spend_groups(table), SETTINGS)
    assert entries(spend) == not_enough("mean_spend_is_infinite")
    parameters = {row["item"]: row["number"] for row in spend.to_pylist() if row["part"] == "parameter"}
    assert parameters["q"] < 1
    scores = score(parts[0], spend, table)
    assert scores["expected_spend"].equals(table["mean_repeat_amount"])
    assert scores["discounted_value"].null_count == (CDNOW["x"] == 0).sum()
    assert scores["discounted_value_error"].null_count == table.num_rows
    known = score(*parts, table)
    count = known["discounted_value"].to_numpy() / known["expected_spend"].to_numpy()
    assert scores["discounted_value"].to_numpy() == pytest.approx(count * amounts, rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("days", [1, 7, 30, 90, 365, 1000])
def test_periods_fill_the_horizon_at_the_yearly_rate(days: int) -> None:
    settings = pa.table({"clv_horizon_days": [days], "clv_discount_rate": [0.1]})
    plan = value.discounting(settings)
    assert plan.horizons[0] * plan.period == pytest.approx(days)
    assert (1 + plan.rate) ** (365.25 / plan.period) == pytest.approx(1.1)
    assert days < 30 or 25 < plan.period < 36


def test_new_customers_begin_at_nothing_and_only_buy(parts: tuple[pa.Table, pa.Table]) -> None:
    groups = purchase_groups(summaries()).filter(pa.compute.field("age_days") <= 200)
    oldest = pa.compute.max(groups["age_days"]).as_py()
    table = value.new_customers(parts[0], groups, SETTINGS)
    expected = table["expected_repeat_purchases"].to_numpy()
    assert table.schema == value.NEW_CUSTOMERS
    assert table["age_days"].to_pylist() == list(range(oldest + 366))
    assert expected[0] == 0
    assert (np.diff(expected) > 0).all()
    model = model_of(value.fit_of(parts[0]))
    assert expected[-1] == pytest.approx(expected_purchases(model, histories([0], [0], [0]), [oldest + 365.0])[0, 0])
