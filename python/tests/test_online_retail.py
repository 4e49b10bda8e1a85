"""The whole project on Online Retail II: published figures, recomputed another way."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from warehouse import (
    ONLINE_RETAIL,
    ROOT,
    TESTS,
    Build,
    build,
    failures,
    nodes,
    online_retail,
    parsed,
    run_dbt,
    unit_tests_reading,
)


def raw(query: str) -> tuple[Any, ...]:
    """One row computed from the raw file, without the project."""
    with duckdb.connect() as connection:
        connection.execute(
            "create view raw as select *, cast(Price as decimal(18, 4)) * Quantity as amount "
            f"from read_parquet('{ONLINE_RETAIL}')"
        )
        return connection.execute(query).fetchall()[0]


def test_build_is_green(full: Build) -> None:
    assert full.success, full.messages


#: Vars that a user may set, each otherwise than by default. West of UTC, days without a time lie in the day before.
OTHER_VARS: dict[str, Any] = {
    "as_of": "1995-01-01",
    "business_timezone": "America/New_York",
    "company_start": "2020-01-01",
    "date_order": "DMY",
    "default_country": "DE",
    "reporting_currency": "USD",
    "max_quiet_days": 90,
    "web_stitch_days": 7,
    "web_visit_gap_minutes": 5,
    "rfm_window_days": 180,
    "churn_horizon_days": 60,
    "churn_lookback_days": 120,
    "churn_min_training_rows": 10,
    "cluster_min_customers": 10,
    "outlier_min_lines": 5,
    "outlier_price_factor": 3,
}


#: West of UTC a midnight is of the day before; nothing is in Tokyo, where late evenings are of the next day.
WESTERN_ZONE = {"business_timezone": "America/Los_Angeles"}


@pytest.mark.parametrize("variables", [OTHER_VARS, WESTERN_ZONE], ids=["all", "western zone"])
def test_unit_tests_hold_under_the_vars_of_any_user(variables: dict[str, Any], full: Build, tmp_path: Path) -> None:
    """`dbt build` with var as_of, a zone or a company's first day runs them too; each names what it rests on.

    Those that ask for none of these vars, or set all they ask for, are the same as in every build, and not run again.
    """
    manifest = parsed("c360", left_out=())
    assert manifest
    reading = unit_tests_reading(manifest, variables)
    assert set().union(*reading.values()) == set(variables)
    overrides = {id: test.overrides.vars if test.overrides else {} for id, test in manifest.unit_tests.items()}
    reading = {test: names for test, names in reading.items() if not names <= overrides[test].keys()}
    command = ["test", "--no-write-json", "--vars", json.dumps(variables), "--select"]
    command += [test.rsplit(".", maxsplit=1)[-1] for test in reading]
    outcome = run_dbt(command, tmp_path, manifest, CUSTOMER360_DB=str(full.database))
    assert outcome.success, failures(outcome)
    assert reading.keys() <= nodes(outcome)


@pytest.mark.parametrize(
    "changes",
    [{"business_timezone": "Asia/Tokyo"}, {"date_order": "MDY", "default_country": "US"}],
    ids=["Tokyo, DMY", "New York, MDY"],
)
def test_macro_tests_hold_under_the_vars_of_any_user(changes: dict[str, str], tmp_path: Path) -> None:
    """They run in every build: what fails in one because of its vars is not published."""
    command = ["test", "--no-write-json", "--select", "path:tests/macros", "--vars", json.dumps(OTHER_VARS | changes)]
    outcome = run_dbt(command, tmp_path, parsed("c360", left_out=()), CUSTOMER360_DB=str(tmp_path / "c360.duckdb"))
    assert outcome.success, failures(outcome)
    assert len(nodes(outcome)) > 25


def test_rows_reconcile(full: Build) -> None:
    n_raw, n_kept, n_duplicate, n_quarantined, n_unexplained = full.row(
        "select n_raw_rows, n_kept_rows, n_duplicate_rows, n_quarantined_rows, n_unexplained_rows "
        "from row_reconciliation where source_name = 'order_lines'"
    )
    assert (n_raw, n_duplicate, n_unexplained) == (1_067_371, 34_335, 0)
    assert n_kept + n_quarantined == 1_033_036
    assert (n_kept, n_quarantined) == (1_027_708, 5_328)


def test_revenue_reconciles(full: Build) -> None:
    raw_amount, kept, duplicate, quarantined, unexplained = full.row(
        "select sum(raw_amount), sum(kept_amount), sum(duplicate_amount), sum(quarantined_amount), "
        "max(abs(unexplained_amount)) from revenue_reconciliation"
    )
    assert raw_amount == Decimal("19287250.568")
    assert kept + quarantined == Decimal("18855533.698")
    assert kept + duplicate + quarantined == raw_amount
    assert unexplained == 0
    assert (
        duplicate
        == raw("select sum(amount) from raw")[0] - raw("select sum(amount) from (select distinct * from raw)")[0]
    )


def test_positive_lines_of_known_customers(full: Build) -> None:
    assert full.row(
        "select count(*), count(distinct order_id), count(distinct customer_id), sum(line_amount) "
        "from intermediate.int_order_lines_numbered "
        "where repeat_number = 1 and quantity > 0 and unit_price > 0 and customer_id is not null"
    ) == (779_425, 36_969, 5_878, Decimal("17374804.268"))


def test_quarantined_rows_by_rule(full: Build) -> None:
    assert dict(full.rows("select quarantine_rule, count(*) from quarantined_rows group by all")) == {
        "negative_price": raw("select count(*) from (select distinct * from raw) where Price < 0")[0],
        "test_product": raw("select count(*) from (select distinct * from raw) where StockCode like 'TEST0%'")[0],
        "positive_cancellation": 1,
        "stock_movement": 5_305,
    }


def test_kinds_of_line(full: Build) -> None:
    amounts = dict(full.rows("select line_kind, raw_amount from revenue_reconciliation"))
    for kind, condition in {
        "marketplace_fee": "StockCode = 'AMAZONFEE'",
        "bad_debt": "StockCode = 'B'",
        "shipping": "StockCode in ('POST', 'DOT') or StockCode = 'C2' and Description is not null",
        "manual": "upper(StockCode) = 'M'",
        "bank_charge": "StockCode = 'BANK CHARGES'",
    }.items():
        assert amounts[kind] == raw(f"select sum(amount) from raw where {condition}")[0], kind


def test_refunds_match_as_a_stack_would(full: Build) -> None:
    """Every refund closes the latest open sale of the same customer, product and quantity: done here one by one."""
    events = full.rows(
        "select customer_id, product_id, abs(quantity), is_refund, order_item_id, refunded_order_item_id "
        "from order_items where not is_guest and quantity <> 0 "
        "order by ordered_at, case when is_refund then 0 else 1 end, order_item_id"
    )
    open_sales: dict[tuple[Any, ...], list[str]] = {}
    n_matched = 0
    for customer, product, units, is_refund, item, refunded in events:
        stack = open_sales.setdefault((customer, product, units), [])
        if is_refund:
            expected = stack.pop() if stack else None
            assert refunded == expected
            n_matched += expected is not None
        else:
            assert refunded is None
            stack.append(item)
    assert n_matched == 6_395


def test_orders_and_customers(full: Build) -> None:
    assert full.row("select count(*) from customer_orders where not is_guest") == (5_940,)
    assert full.row("select count(*) from orders where is_valid_order and not is_guest") == (36_894,)
    assert full.row("select sum(net_revenue_amount) from customer_orders") == full.row(
        "select sum(line_amount) from order_items where line_kind not in "
        "('adjustment', 'sample', 'bank_charge', 'marketplace_fee', 'commission', 'bad_debt')"
    )


def test_rfm_scores_in_pandas(full: Build) -> None:
    orders = pd.DataFrame(
        full.rows(
            "select customer_id, order_id, ordered_date, is_valid_order, cast(net_revenue_amount as double) "
            "from orders where not is_guest"
        ),
        columns=["customer_id", "order_id", "day", "valid", "net"],
    )
    orders["days_ago"] = (pd.Timestamp("2011-12-09") - pd.to_datetime(orders["day"])).dt.days
    window = orders[orders["days_ago"] < 365]
    valid = (
        window[window["valid"]].groupby("customer_id").agg(recency=("days_ago", "min"), frequency=("order_id", "size"))
    )
    valid["monetary"] = window.groupby("customer_id")["net"].sum().round(4)
    n = len(valid)

    def score(worth: pd.Series[float]) -> pd.Series[int]:
        return 1 + np.floor(5 * (worth.rank(method="min") - 1) / n).astype(int)

    published = pd.DataFrame(
        full.rows("select customer_id, r_score, f_score, m_score from rfm_scores"),
        columns=["customer_id", "r", "f", "m"],
    ).set_index("customer_id")
    published = published.loc[valid.index]
    assert n == 4_264
    assert (published["r"] == score(-valid["recency"])).all()
    assert (published["f"] == score(valid["frequency"])).all()
    assert (published["m"] == score(valid["monetary"])).all()


def test_outlier_limits_in_numpy(full: Build) -> None:
    """Limits and flags from the amounts themselves, in doubles; this company has no categories."""
    with duckdb.connect(str(full.database), read_only=True) as connection:
        rows = connection.execute(
            """
            select cast(line_amount as double), outlier.is_outlier_sigma, outlier.is_outlier_mad
            from order_items left join intermediate.int_order_line_outliers as outlier using (order_item_id)
            where is_product and quantity > 0 and order_id not like 'C%' and line_amount > 0
            """
        ).fetchnumpy()
    amounts, by_sigma, by_mad = (np.asarray(values) for values in rows.values())
    logs = np.log(amounts)
    median = np.median(logs)
    reach = 3.5 * 1.4826 * np.median(np.abs(logs - median))
    sigma = np.exp(logs.mean() + np.array([-3, 3]) * logs.std(ddof=1))
    robust = np.exp(median + np.array([-reach, reach]))
    limits = full.row(
        "select n_lines, lower_sigma_amount, upper_sigma_amount, lower_mad_amount, upper_mad_amount "
        "from outlier_limits where category = 'unknown'"
    )
    assert limits[0] == len(amounts) == 1_003_434
    assert [float(limit) for limit in limits[1:]] == pytest.approx([*sigma, *robust], rel=1e-5, abs=5e-5)
    assert np.array_equal(by_sigma, (amounts < float(limits[1])) | (amounts > float(limits[2])))
    assert np.array_equal(by_mad, (amounts < float(limits[3])) | (amounts > float(limits[4])))


def test_feature_scales_in_pandas(full: Build) -> None:
    """Per customer from the orders alone; quartiles and scalings as pandas gives them."""
    orders = pd.DataFrame(
        full.rows(
            "select customer_id, ordered_date, is_valid_order, cast(net_revenue_amount as double) from orders "
            "where not is_guest"
        ),
        columns=["customer_id", "day", "valid", "net"],
    )
    orders["days_ago"] = (pd.Timestamp("2011-12-09") - pd.to_datetime(orders["day"])).dt.days
    customers = orders["customer_id"].drop_duplicates()
    valid = orders[orders["valid"]].groupby("customer_id")
    days = orders[orders["valid"]].drop_duplicates(["customer_id", "day"]).sort_values("days_ago")
    expected = pd.DataFrame(
        {
            "recency_days": valid["days_ago"].min().reindex(customers),
            "n_orders": valid.size().reindex(customers).fillna(0),
            "median_gap_days": days.groupby("customer_id")["days_ago"]
            .agg(lambda ago: ago.diff().median())
            .reindex(customers),
        }
    )
    found = pd.DataFrame(
        full.rows(
            "select customer_id, feature, cast(feature_value as double), is_imputed, min_max_value, robust_value "
            "from scaled_features"
        ),
        columns=["customer_id", "feature", "value", "is_imputed", "min_max", "robust"],
    ).set_index(["feature", "customer_id"])
    for feature in expected:
        known = expected[feature]
        lower, median, upper = known.quantile([0.25, 0.5, 0.75])
        published = full.row(
            "select n_values, n_imputed, cast(lower_quartile as double), cast(median as double), "
            f"cast(upper_quartile as double) from feature_scales where feature = '{feature}'"
        )
        assert published == (known.count(), known.isna().sum(), lower, median, upper), feature
        scaled = found.loc[feature].loc[customers]
        filled = known.fillna(median)
        assert (scaled["is_imputed"] == known.isna()).all()
        assert (scaled["value"] == filled).all()
        assert np.allclose(scaled["min_max"], (filled - known.min()) / (known.max() - known.min()), atol=1e-12)
        assert np.allclose(scaled["robust"], (filled - median) / (upper - lower), atol=1e-12)


def test_data_quality_counts_the_raw_file(full: Build) -> None:
    day = "cast(InvoiceDate as date) = date '2011-12-05'"
    expected = raw(
        f"""
        select count(*), count(*) - count("Customer ID"),
            (select count(*) from raw where cast(InvoiceDate as date) between date '2011-11-07' and date '2011-12-04'),
            (select count(*) - count("Customer ID") from raw
                where cast(InvoiceDate as date) between date '2011-11-07' and date '2011-12-04')
        from raw where {day}
        """
    )
    n_rows, n_nulls, previous_rows, previous_nulls = expected
    found = full.row(
        "select n_rows, n_nulls, n_invalid, null_rate, previous_null_rate, previous_daily_rows, freshness_days "
        "from data_quality_summary where source_name = 'order_lines' and column_name = 'customer_id' "
        "and business_date = date '2011-12-05'"
    )
    assert found == (n_rows, n_nulls, 0, n_nulls / n_rows, previous_nulls / previous_rows, previous_rows / 28, 0)
    assert full.row(
        "select sum(n_rows), sum(n_duplicates), sum(n_quarantined) from data_quality_summary "
        "where column_name = '(row)'"
    ) == (1_067_371, 34_335, 5_328)


def test_lifecycle_counts(full: Build) -> None:
    assert dict(full.rows("select stage, count(*) from lifecycle_stages group by all")) == {
        "prospect": 71,
        "new": 131,
        "active": 2_406,
        "reactivated": 514,
        "at_risk": 579,
        "lapsed": 2_239,
    }


def test_pareto_in_numpy(full: Build) -> None:
    """Customers with a valid order by all they brought; the top 20 % are rounded up, Gini by all pairs, losses as 0."""
    amounts = np.array(
        full.rows(
            "select cast(sum(net_revenue_amount) as double) from orders where not is_guest "
            "group by customer_id having bool_or(is_valid_order) order by 1 desc"
        )
    ).ravel()
    share = np.cumsum(amounts) / amounts.sum()
    gains = np.maximum(amounts, 0)
    gini = np.abs(gains[:, None] - gains[None, :]).mean() / (2 * gains.mean())
    n, top_20, found_gini, n_80 = full.row(
        "select n_customers, top_20_rate, gini_coefficient, n_customers_80 from revenue_concentration "
        "where period = 'all'"
    )
    assert n == len(amounts) == 5_869
    assert top_20 == pytest.approx(share[1_174 - 1], abs=1e-9) == pytest.approx(0.76878, abs=5e-6)
    assert found_gini == pytest.approx(gini, abs=1e-6) == pytest.approx(0.736548, abs=1e-6)
    assert n_80 == np.argmax(share >= 0.8) + 1 == 1_372


def test_churn_model_quality(full: Build) -> None:
    board = {
        row[0]: row[1:]
        for row in full.rows(
            "select candidate, test_auc, test_log_loss, is_published, is_publishable, test_date "
            "from churn_model_leaderboard"
        )
    }
    ((published, figures),) = [(name, row) for name, row in board.items() if row[2]]
    auc, loss, _, is_publishable, test_date = figures
    assert is_publishable and published in {"logistic", "additive_smooth", "additive_boosted"}
    assert test_date == date(2011, 9, 10)
    assert auc >= 0.7714
    assert loss <= 0.545
    assert auc >= board["unconstrained_boosted"][0] - 0.005
    assert board["inactivity_rule"][0] == pytest.approx(0.655, abs=0.001)


def test_churn_metrics_in_scikit_learn(full: Build) -> None:
    backtest = pd.DataFrame(
        full.rows("select candidate, origin_date, is_churned, churn_probability from churn_backtest"),
        columns=["candidate", "origin", "y", "p"],
    )
    for candidate, origin, auc, loss, brier in full.rows(
        "select candidate, origin_date, auc, log_loss, brier_score from churn_backtest_metrics where segment = 'all'"
    ):
        part = backtest[(backtest["candidate"] == candidate) & (backtest["origin"] == origin)]
        assert auc == pytest.approx(roc_auc_score(part["y"], part["p"]), abs=1e-9)
        assert loss == pytest.approx(log_loss(part["y"], part["p"]), abs=1e-9)
        assert brier == pytest.approx(brier_score_loss(part["y"], part["p"]), abs=1e-9)


def test_churn_labels_from_the_raw_file(full: Build) -> None:
    """Eligibility and outcome at the test origin, from the raw rows alone."""
    eligible, churned = raw(
        """
        with valid as (
            select Invoice, any_value("Customer ID") as customer, any_value(cast(InvoiceDate as date)) as day
            from (select distinct * from raw)
            where "Customer ID" is not null and Invoice not like 'C%' and StockCode not like 'TEST0%'
                and StockCode not in ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'B', 'S', 'ADJUST', 'ADJUST2')
            group by Invoice having sum(amount) > 0
        ),
        customers as (
            select
                bool_or(day > date '2011-09-10' - 180 and day <= date '2011-09-10') as is_eligible,
                bool_or(day > date '2011-09-10' and day <= date '2011-09-10' + 90) as is_back
            from valid group by customer
        )
        select count(*), count(*) filter (where not is_back) from customers where is_eligible
        """
    )
    assert full.row(
        "select count(*), sum(is_churned) from churn_training_rows where snapshot_date = date '2011-09-10'"
    ) == (eligible, churned)


def test_backtest_trains_on_known_outcomes_only(full: Build) -> None:
    origins = full.rows("select distinct origin_date, is_selection_origin from churn_backtest order by 1")
    assert [str(origin) for origin, selects in origins if not selects] == ["2011-09-10"]
    assert len(origins) == 8
    assert max(origin for origin, selects in origins if selects) <= date(2011, 6, 12)


def test_sql_recomputes_python(full: Build) -> None:
    n, probability, log_odds = full.row(
        "select count(*), max(abs(churn_probability - recomputed_churn_probability)), "
        "max(abs(churn_log_odds - recomputed_churn_log_odds)) from churn_predictions_audit"
    )
    assert n == full.row("select count(*) from churn_predictions")[0] == 3_476
    assert probability < 1e-9 and log_odds < 1e-9
    n, wrong, distance = full.row(
        "select count(*), count(*) filter (where cluster_id is distinct from recomputed_cluster_id), "
        "max(abs(distance - recomputed_distance)) from customer_clusters_audit"
    )
    assert n == full.row("select count(*) from customer_clusters")[0] == 4_264
    assert wrong == 0 and distance < 1e-9


def test_demand_is_forecast_by_the_rule_where_no_model_is_better(full: Build) -> None:
    """With two years, a month's model knows one year; weeks have enough. Few origins make wide intervals for months."""
    found = full.rows(
        "select period_kind, measure, candidate, mase, seasonal_naive_mase, coverage_rate "
        "from demand_model_leaderboard where is_published order by all"
    )
    assert [row[:3] for row in found] == [
        ("month", "net_revenue", "seasonal_naive"),
        ("month", "orders", "seasonal_naive"),
        ("week", "net_revenue", "mean_of_rule_and_regression"),
        ("week", "orders", "mean_of_rule_and_regression"),
    ]
    assert [row[3] for row in found] == pytest.approx([1.036, 0.874, 0.959, 0.992], abs=0.001)
    assert [row[4] for row in found] == pytest.approx([1.036, 0.874, 1.007, 1.040], abs=0.001)
    assert [row[5] for row in found] == pytest.approx([0.917, 0.789, 0.859, 0.837], abs=0.001)


def test_python_models_write_the_documented_columns(full: Build) -> None:
    """dbt enforces no contract on Python models, so their columns and types are held against the YAML here."""
    written = {
        "churn": ["churn_backtest", "churn_predictions"],
        "prospects": ["prospect_backtest", "prospect_predictions"],
        "clusters": ["customer_clusters", "customer_clusters_monthly", "cluster_tree"],
    }
    for folder, models in written.items():
        path = ROOT / "models" / "predictions" / folder / f"_{folder}__models.yml"
        documented = {model["name"]: model["columns"] for model in yaml.safe_load(path.read_text())["models"]}
        for model in models:
            found = full.rows(
                "select column_name, data_type from information_schema.columns "
                f"where table_name = '{model}' order by ordinal_position"
            )
            names = {"string": "VARCHAR", "int": "INTEGER"}
            expected = [
                (column["name"], names.get(column["data_type"], column["data_type"].upper()))
                for column in documented[model]
            ]
            assert found == expected


def test_row_order_changes_nothing(sampled: Build, shuffled: Build) -> None:
    assert shuffled.success, shuffled.messages
    assert shuffled.fingerprints() == sampled.fingerprints()


def test_building_again_changes_nothing(sampled: Build, sample: Path) -> None:
    before = sampled.fingerprints()
    again = build(sampled.database, online_retail(sample), left_out=TESTS)
    assert again.success, again.messages
    assert again.fingerprints() == before


def test_as_of_equals_deleting_later_rows(as_of: Build, cut: Build) -> None:
    assert as_of.success, as_of.messages
    assert cut.success, cut.messages
    assert as_of.row("select as_of_date from intermediate.as_of") == (date(2011, 6, 30),)
    expected = cut.fingerprints()
    assert {name: expected[name] for name in as_of.fingerprints()} == as_of.fingerprints()


def test_features_at_a_cutoff_know_nothing_later(sampled: Build, cut: Build) -> None:
    """At a cutoff, the data up to it and the whole data give the same features and snapshots."""
    for table, drop in {"churn_features": "is_as_of", "intermediate.int_customer_snapshots": "is_as_of"}.items():
        query = f"select * exclude ({drop}) from {table} where snapshot_date = date '2011-06-30' order by customer_id"
        seen, known = sampled.rows(query), cut.rows(query)
        assert len(seen) > 400
        assert seen == known
