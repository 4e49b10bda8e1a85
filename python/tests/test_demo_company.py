"""The whole project on the simulated company of seeds/demo, with all of its sources."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from customer360.contract import load_contract
from warehouse import Build, build

CUTOFF = date(2023, 9, 30)


@pytest.fixture
def demo(demo_build: Build) -> Build:
    """The project as it is."""
    return demo_build


def test_build_is_green(demo: Build) -> None:
    assert demo.success, demo.messages


def test_as_of_equals_deleting_later_rows(demo: Build, tmp_path: Path) -> None:
    inputs = {}
    for table in load_contract().values():
        if table.name == "order_lines":
            continue
        known_at = next((column.name for column in table.columns if column.is_known_at), None)
        # A row whose time cannot be read is known from the beginning: it is quarantined on every day.
        rows = demo.rows(
            f"select {', '.join(f'raw_{name}' for name in table.names)} from intermediate.int_{table.name}_judged "
            + (f"where {known_at} is null or cast({known_at} as date) <= '{CUTOFF}'" if known_at else "")
        )
        inputs[table.name] = str(tmp_path / f"{table.name}.csv")
        with (tmp_path / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([table.names, *rows])
    cut = build(tmp_path / "cut" / "c360.duckdb", {"inputs": inputs})
    as_of = build(tmp_path / "as_of" / "c360.duckdb", {"as_of": str(CUTOFF)})
    assert cut.success and as_of.success, cut.messages + as_of.messages
    assert cut.row("select as_of_date from intermediate.as_of") == (CUTOFF,)
    expected, found = cut.fingerprints(), as_of.fingerprints()
    assert {name: (found.get(name), value) for name, value in expected.items() if found.get(name) != value} == {}
    assert found.keys() == expected.keys()


def test_a_reporting_currency_that_the_rates_are_not_in_fails_the_build(tmp_path: Path) -> None:
    test = "assert_reporting_currency_is_worth_one"
    arguments = ["--indirect-selection", "empty", "-s", "+int_reporting_currency", test]
    for currency, is_right in (("EUR", True), ("GBP", False)):
        done = build(tmp_path / f"{currency}.duckdb", {"reporting_currency": currency}, arguments=arguments)
        assert done.success is is_right, done.messages
        assert is_right or all(test in message for message in done.messages)


def frame(demo: Build, query: str) -> pd.DataFrame:
    """Rows as a pandas table; the first columns of the query name its columns."""
    names = [
        part.split()[-1].split(".")[-1] for part in query.partition("select ")[2].partition(" from ")[0].split(", ")
    ]
    return pd.DataFrame(demo.rows(query), columns=names)


def customers_of(demo: Build, orders: pd.DataFrame) -> pd.Series:
    """Who placed each order: the customer of the record that the order's identifiers are."""
    customers = dict(demo.rows("select record_id, customer_id from intermediate.int_customer_ids"))
    stated = orders[["order_customer_id", "loyalty_member_id", "email", "phone"]].fillna("").agg("\x1f".join, axis=1)
    return stated.map(lambda text: customers.get(f"orders:{hashlib.md5(text.encode()).hexdigest()}"))


def test_net_revenue_of_every_customer_is_that_of_typed_orders_and_refunds(demo: Build) -> None:
    """Currency conversion, refunds and what counts, once more, without lines: an order is its amount."""
    orders = frame(
        demo,
        "select order_id, order_customer_id, loyalty_member_id, email, phone, ordered_date, currency, order_amount, "
        "status from intermediate.int_orders_judged where row_outcome = 'kept'",
    )
    orders["customer_id"] = customers_of(demo, orders)
    payments = frame(
        demo,
        "select order_id, payment_type, amount "
        "from intermediate.int_payments_refunds_judged where row_outcome = 'kept'",
    )
    rates = frame(demo, "select currency, rate_date, rate from intermediate.int_exchange_rates_judged")
    days = pd.DataFrame({"ordered_date": pd.to_datetime(orders["ordered_date"]), "currency": orders["currency"]})
    rates["rate_date"] = pd.to_datetime(rates["rate_date"])
    matched = pd.merge_asof(
        days.reset_index().sort_values("ordered_date"),
        rates.sort_values("rate_date"),
        left_on="ordered_date",
        right_on="rate_date",
        by="currency",
    ).set_index("index")
    orders["rate"] = matched["rate"]
    assert orders["rate"].notna().all()
    orders = orders[orders["status"] != "cancelled"]
    refunds = payments[payments["payment_type"] != "payment"].merge(orders, on="order_id", validate="many_to_one")
    amounts = pd.concat(
        [
            pd.DataFrame({"customer_id": orders["customer_id"], "amount": orders["order_amount"] * orders["rate"]}),
            pd.DataFrame({"customer_id": refunds["customer_id"], "amount": -refunds["amount"] * refunds["rate"]}),
        ]
    )
    expected = amounts.assign(customer_id=amounts["customer_id"].fillna("GUEST")).groupby("customer_id")["amount"].sum()
    found = dict(demo.rows("select customer_id, net_revenue_amount from customer_orders"))
    assert expected.index.isin(found).all()
    for customer_id, amount in found.items():
        assert abs(amount - expected.get(customer_id, Decimal(0))) < Decimal("0.01"), customer_id


def test_figures(demo: Build) -> None:
    """Exact figures, so that a change of any rule shows."""
    net_revenue, n_orders = demo.row(
        "select sum(net_revenue_amount), count(*) filter (where is_valid_order) from orders"
    )
    assert (net_revenue.quantize(Decimal("0.01"), ROUND_HALF_UP), n_orders) == (Decimal("1409102.83"), 8_371)
    assert demo.row("select reporting_currency from intermediate.int_reporting_currency") == ("EUR",)


def test_refunds_of_payments_bring_their_goods_back(demo: Build) -> None:
    """The simulator refunds whole lines; a few of these were lost to dirt, or have a twin on the order."""
    with_goods, total = demo.row(
        "select count(*) filter (where quantity < 0), count(*) from order_items where source_name = 'payments_refunds'"
    )
    assert total > 200
    assert with_goods > 0.98 * total
