"""Exports of real systems: what customer360 check says of their shapes, and that the SQL of docs/exports.md holds."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from customer360.contract import CONTRACT_FILE, load_contract
from customer360.inputs.check import Check, Engine, check
from customer360.inputs.declarations import Declaration, Declared
from customer360.inputs.finding import Finding
from customer360.inputs.settings import Settings
from warehouse import ROOT

CONTRACT = load_contract(ROOT / CONTRACT_FILE)
LINES = "order_id,customer_id,ordered_at,quantity,unit_price"
ORDERS = "order_id,customer_id,ordered_at,order_amount"


def checked(folder: Path, files: dict[str, list[str]], **settings: Any) -> Check:
    """The check of CSV files by contract table; the first line of each is its header."""
    for table, lines in files.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    declared = [Declaration(table, str(folder / f"{table}.csv")) for table in files]
    return check(Declared(declared, Settings(**settings)), CONTRACT, Engine(), date(2026, 11, 25))


def found(result: Check, kind: str) -> list[Finding]:
    return [one for one in result.all_findings if one.kind == kind]


def message(result: Check, kind: str) -> str:
    (one,) = found(result, kind)
    return one.message


def test_an_offset_after_a_space_is_read(tmp_path: Path) -> None:
    result = checked(tmp_path, {"order_lines": [LINES, "#1001,a,2024-03-01 22:22:33 -0500,1,9.90"]})
    assert not result.stops and not found(result, "untypable")
    profile = result.tables[0].profile
    assert profile is not None
    assert [one.first for one in profile.columns if one.name == "ordered_at"] == ["2024-03-02 03:22:33"]


def test_fields_on_the_first_line_of_an_order_are_told(tmp_path: Path) -> None:
    rows = ["1,a,2024-03-01,1,5", "1,,,2,6", "2,b,2024-03-02,1,5", "3,,,1,5"]
    told = message(checked(tmp_path, {"order_lines": [LINES, *rows]}), "first_line_only")
    assert told.startswith("1 (25.0 %) rows have no ordered_at, but another row of their order has one")
    assert "fill it down" in told and "docs/exports.md" in told
    rows = ["1,a,2024-03-01,11", "1,,,", "2,b,2024-03-02,5"]
    told = message(checked(tmp_path, {"orders": [ORDERS, *rows]}), "first_line_only")
    assert "give them as order_items" in told
    assert not found(checked(tmp_path, {"orders": [ORDERS, "1,a,2024-03-01,11", "2,b,2024-03-01,"]}), "first_line_only")


def test_lines_declared_as_orders_are_told_and_versions_are_not(tmp_path: Path) -> None:
    lines = [f"{n},a,2024-03-01,{amount}" for n in range(20) for amount in (5, 7)]
    told = message(checked(tmp_path, {"orders": [ORDERS, *lines]}), "lines_as_orders")
    assert told.startswith("20 (100.0 %) orders have rows of different order_amount, of which one is kept")
    versions = [f"{n},a,2024-03-01,5" for n in range(40)] + ["1,a,2024-03-01,7", "2,a,2024-03-01,5"]
    assert not found(checked(tmp_path, {"orders": [ORDERS, *versions]}), "lines_as_orders")


def test_columns_of_orders_that_are_not_declared_are_told(tmp_path: Path) -> None:
    rows = ["1,a,2024-03-01,5,EUR,ok", "2,b,2024-03-01,5,CHF,storniert", "3,c,2024-03-01,5,EUR,ok"]
    result = checked(tmp_path, {"orders": [f"{ORDERS},Währung,Zustand", *rows]})
    told = message(result, "ignored_currency")
    assert told.startswith("orders is read without a currency, so its amounts are added up as if of one currency, what")
    assert "'Währung' says: 'EUR' (2), 'CHF' (1): declare columns: {currency: Währung}, or convert them" in told
    assert "'ok' (2), 'storniert' (1): declare columns: {status: Zustand}, or" in message(result, "ignored_status")
    there = checked(
        tmp_path, {"orders": [f"{ORDERS},currency,status,shop_currency,payment_status", rows[0] + ",CHF,x"]}
    )
    assert not found(there, "ignored_currency") and not found(there, "ignored_status")
    declared = [
        f"{ORDERS},currency,status,shop_currency,payment_status",
        *(f"{one},{one[9:12]},{one[0]}" for one in rows),
    ]
    result = checked(tmp_path, {"orders": declared})
    assert not found(result, "ignored_currency") and not found(result, "ignored_status")


def test_a_number_that_stands_for_guests_is_told(tmp_path: Path) -> None:
    def of(*buyers: str) -> Check:
        return checked(tmp_path, {"order_lines": [LINES, *(f"{n},{b},2024-03-01,1,5" for n, b in enumerate(buyers))]})

    told = message(of("Laufkunde", "a", "b", "Laufkunde"), "guests")
    assert told.startswith("'LAUFKUNDE' has 2 (50.0 %) of the orders with a customer")
    regulars = [f"C{n}" for n in range(30)]
    for nobody in ("NULL", "n/a", "-", "0", "0.0", "nan", "None", r"\N"):
        assert not found(of(*[nobody] * 40, *regulars), "guests"), "no number: guests, as a build reads them"
    assert message(of(*["80000"] * 40, *regulars), "guests").startswith("'80000' has 40 (57.1 %)")
    assert not found(of(*["80000"] * 8, *regulars), "guests")
    assert not found(of(*["80000"] * 40, *["80001"] * 30, *regulars), "guests")


def test_what_order_lines_has_no_room_for_is_told(tmp_path: Path) -> None:
    header = f"{LINES},Order Currency,Order Status,Shipping Status"
    rows = ["1,a,2024-03-01,1,5,USD,wc-completed,sent", "2,a,2024-03-01,1,5,CAD,wc-failed,open"]
    result = checked(tmp_path, {"order_lines": [header, *rows]})
    assert "column 'Order Currency' says: 'CAD' (1), 'USD' (1): convert them" in message(result, "ignored_currency")
    assert "'wc-completed' (1), 'wc-failed' (1): leave out" in message(result, "ignored_status")
    once = checked(tmp_path, {"order_lines": [header, rows[0], rows[0]]})
    assert not found(once, "ignored_currency") and not found(once, "ignored_status")
    rare = checked(tmp_path, {"order_lines": [f"{LINES},Status", "1,a,2024-03-01,1,5,", "2,a,2024-03-01,1,5,Void"]})
    assert "'' (1), 'Void' (1): leave out" in message(rare, "ignored_status")


@pytest.mark.parametrize(
    ("name", "usual", "other", "told"),
    [
        ("Stage", "Closed Won", "Closed Lost", "'Closed Won' (3), 'Closed Lost' (1): declare columns: {status: Stage}"),
        ("Invoice state", "Paid", "Void", "'Paid' (3), 'Void' (1): declare columns: {status: Invoice state}"),
        ("fulfillment_status", "fulfilled", "cancelled", "'fulfilled' (3), 'cancelled' (1): declare"),
        ("estado", "entregado", "cancelado", "'entregado' (3), 'cancelado' (1): declare"),
        ("关闭原因", "", "交易关闭", "'' (3), '交易关闭' (1): declare"),
        ("is_cancelled", "false", "true", "'false' (3), 'true' (1): leave out"),
        ("Void?", "0.00", "12.00", "'0.00' (3), '12.00' (1): leave out"),
        ("Cancelled at", "", "2024-05-05", "'' (3), '2024-05-05' (1): leave out"),
        ("是否取消", "否", "是", "'否' (3), '是' (1): leave out"),
    ],
)
def test_columns_that_say_by_their_name_or_a_value_that_orders_are_none(
    name: str, usual: str, other: str, told: str, tmp_path: Path
) -> None:
    rows = [f"{n},c{n},2024-03-0{n + 1},5,{usual if n else other}" for n in range(4)]
    said = message(checked(tmp_path, {"orders": [f"{ORDERS},{name}", *rows]}), "ignored_status")
    assert f"so all its rows count as sales, whatever column '{name}' says: {told}" in said


def test_columns_that_say_that_orders_are_none_are_told_beside_a_status_too(tmp_path: Path) -> None:
    header = f"{ORDERS},status,Cancelled at,payment_status,note"
    rows = [f"{n},c,2024-03-01,5,completed,,paid,{n}" for n in range(40)]
    cancelled = "88,c,2024-03-01,5,Storniert,2024-05-05,Voided,"
    assert not found(checked(tmp_path, {"orders": [header, *rows, cancelled]}), "ignored_status")
    result = checked(tmp_path, {"orders": [header, *rows, cancelled, cancelled.replace("Storniert", "completed")]})
    assert [one.message.partition("says: ")[2].partition(":")[0] for one in found(result, "ignored_status")] == [
        "'' (40), '2024-05-05' (1)",
        "'paid' (40), 'Voided' (1)",
    ]
    assert (
        "orders is read by 'status' alone, so what counts by it counts as a sale, whatever"
        in found(result, "ignored_status")[0].message
    )


def test_columns_that_only_sound_like_states_are_not_told(tmp_path: Path) -> None:
    header = f"{ORDERS},ship_state,drink,note,Cancelled at,cancellation_fee"
    rows = [f"{n},c,2024-03-01,5,{'NY' if n % 2 else 'CA'},Draft beer,lost and found {n},,0" for n in range(40)]
    assert not found(checked(tmp_path, {"orders": [header, *rows]}), "ignored_status")
    days = [f"{n},c,2024-03-01,5,,,,2024-05-01 10:00:{n}," for n in range(10, 50)]
    told = message(checked(tmp_path, {"orders": [header, *days, rows[0]]}), "ignored_status")
    assert "'Cancelled at' says: '…' (40), '' (1): leave out" in told


def test_amounts_that_name_several_currencies_are_told(tmp_path: Path) -> None:
    def of(header: str, *rows: str) -> list[str]:
        lines = [f"{n},c,2024-03-01,{row}" for n, row in enumerate(rows)]
        return [one.message for one in found(checked(tmp_path, {"orders": [header, *lines]}), "currencies_within")]

    (told,) = of(ORDERS, "$20.50", "EUR 21.50", "£22.50", "7")
    assert told.startswith(
        "3 (75.0 %) values name several currencies, '$' (1), 'EUR' (1), '£' (1), and are added up as"
    )
    for one in (["$1", "USD 2", "US$ 3"], ["¥5", "6元", "RMB 7"], ["€1", "2 €", "eur 3", "4"]):
        assert not of(ORDERS, *one), one
    header = f"{ORDERS},currency"
    (told,) = of(header, "€20.50,USD", "$20.50,USD", "$20.50,CAD", "£5,")
    assert told.startswith(
        "1 (25.0 %) values name another currency than column 'currency' of their row, such as '€' in"
    )
    assert not of(header, "€20.50,EUR", "$20.50,USD", "GBP 5,£", "¥5,JPY", "7,CHF")
    assert of(header, "€20.50,", "$20.50,")


def test_numbers_of_several_customers_are_told(tmp_path: Path) -> None:
    def of(*rows: str) -> Check:
        return checked(tmp_path, {"order_lines": [LINES, *rows]})

    told = message(of("17,a,2024-01-05,1,10", "17,b,2024-01-06,1,20", "18,c,2024-01-06,1,20"), "several_customers")
    assert told.startswith("1 (50.0 %) orders name two customers or more, such as '17': all their rows are quarantined")
    assert "in each store or year, put that before them" in told
    assert not found(of("17,a,2024-01-05,1,10", "17, A,2024-01-06,1,10", "17,,2024-01-06,1,9"), "several_customers")
    merged = checked(tmp_path, {"orders": [ORDERS, "17,a,2024-01-05,10", "17,b,2024-01-05,10"]})
    assert "if a customer's number changed, give the same one in all rows" in message(merged, "several_customers")


def test_numbers_that_begin_anew_are_told(tmp_path: Path) -> None:
    def of(*rows: str) -> Check:
        return checked(tmp_path, {"order_lines": [LINES, *rows]})

    told = message(of("1001,,2022-01-05,1,10", "1001,,2023-01-05,1,10", "1001,,2024-01-05,1,10"), "number_used_again")
    assert told.startswith("1 (100.0 %) orders have sales more than 30 days apart, such as '1001': each counts as one")
    assert not found(of("1,a,2024-01-05,1,10", "1,a,2024-02-04,1,10", "1,a,2024-06-04,-1,10"), "number_used_again")
    two = of("1,a,2022-01-05,1,10", "1,b,2024-01-05,1,10")
    assert found(two, "several_customers") and not found(two, "number_used_again")
    versions = [ORDERS, "1,a,2023年1月5日,10", "1,a,2024-01-05,10"]
    assert "one row of each is kept" in message(checked(tmp_path, {"orders": versions}), "number_used_again")


def test_prices_below_0_and_quantities_of_0_are_told(tmp_path: Path) -> None:
    result = checked(
        tmp_path, {"order_lines": [LINES, "1,a,2024-01-05,1,10", "1,a,2024-01-05,1,-15", "2,a,2024-01-05,0,9"]}
    )
    told = message(result, "negative_price")
    assert told.startswith(
        "1 (33.3 %) prices lie below 0, such as '-15': these rows are quarantined; move the minus sign"
    )
    told = message(result, "zero_quantity")
    assert told.startswith("1 (33.3 %) quantities are 0: these rows are quarantined")
    items = "order_item_id,order_id,product_id,quantity,unit_price"
    assert found(checked(tmp_path, {"order_items": [items, "1,1,p,1,-5"]}), "negative_price")
    adjustments = ["0,a,2024-01-05,1,-5", *(f"{n},a,2024-01-05,-1,5" for n in range(1, 1002))]
    (few,) = found(checked(tmp_path, {"order_lines": [LINES, *adjustments]}), "negative_price")
    assert few.level == "note"


def test_refunds_that_are_none_by_their_type_are_told(tmp_path: Path) -> None:
    header = "payment_id,order_id,amount,paid_at"

    def of(*rows: str, header: str = header) -> Check:
        return checked(tmp_path, {"payments_refunds": [header, *rows]})

    told = message(of("r1,1,10,2024-01-05"), "no_refunds")
    assert told.startswith("no row is a refund, as without a payment_type only amounts below 0 are")
    assert "add 'refund' as payment_type" in told
    for amount in ("-10", "(10.00)", "EUR -10"):
        assert not found(of("r1,1,10,2024-01-05", f"r2,1,{amount},2024-01-05"), "no_refunds")
    typed = f"{header},payment_type"
    assert not found(of("r1,1,10,2024-01-05,payment", header=typed), "no_refunds")
    assert found(of("r1,1,10,2024-01-05,", header=typed), "no_refunds")
    beside = message(of("r1,1,10,2024-01-05,4", header=f"{header},Amount Refunded"), "no_refunds")
    assert "column 'Amount Refunded' is not read: give its amounts as rows of their own" in beside
    assert "if these rows are refunds" not in beside


def test_refunded_orders_that_no_refund_names_are_told(tmp_path: Path) -> None:
    orders = [f"{ORDERS},status", "1,a,2024-01-05,10,returned", "2,a,2024-01-05,10,Refunded", "3,a,2024-01-05,10,sent"]

    def of(*rows: str) -> Check:
        payments = ["payment_id,order_id,amount,paid_at,payment_type", *rows]
        return checked(tmp_path, {"orders": orders, "payments_refunds": payments})

    told = message(of("r1,1,10,2024-01-05,refund", "r2,2,10,2024-01-05,payment"), "not_given_back")
    assert told.startswith("1 (50.0 %) refunded orders are named by no refund in payments_refunds, such as '2'")
    assert not found(of("r1,1,10,2024-01-05,Dispute", "r2,2,-10,2024-01-05,"), "not_given_back")
    assert not found(checked(tmp_path, {"orders": orders}), "not_given_back")


def test_refunded_orders_beside_negative_ones_are_told(tmp_path: Path) -> None:
    returned, note = "A1,a,2024-01-05,100,returned", "A1-CN,a,2024-01-09,-100,completed"

    def of(*rows: str) -> Check:
        return checked(tmp_path, {"orders": [f"{ORDERS},status", *rows]})

    told = message(of(returned, note), "given_back_twice")
    assert told.startswith("1 orders are refunded by their status, such as 'A1', and 1 have an amount below 0")
    assert "taken off twice" in told and "'A1-CN'" in told
    assert not found(of(returned, "A2,a,2024-01-09,100,completed"), "given_back_twice")
    assert not found(
        of(returned.replace("returned", "completed"), note.replace("completed", "refunded")), "given_back_twice"
    )


def test_credit_notes_whose_lines_are_written_as_sold_are_told(tmp_path: Path) -> None:
    orders = [ORDERS, "1,a,2024-01-05,100", "C1,a,2024-01-09,-50", "C2,a,2024-01-09,(25.00)", "C3,a,2024-01-09,-5"]

    def of(*rows: str) -> Check:
        items = ["order_item_id,order_id,product_id,quantity,unit_price", "1,1,p,2,50", *rows]
        return checked(tmp_path, {"orders": orders, "order_items": items})

    told = message(of("1,c1,p,1,50", "1,C2,p,-1,50", "2,C2,p,1,25"), "returns_as_sales")
    assert told.startswith("1 (50.0 %) orders of an amount below 0 have no line of negative quantity, such as 'C1'")
    assert not found(of("1,C1,p,-1,50", '1,C2,p,(1),"25"'), "returns_as_sales")
    assert not found(of(), "returns_as_sales")


def beside_lines(folder: Path, orders: list[str], items: list[str]) -> Check:
    """Twenty orders and their lines by patterns: {n} is the order, {a} an amount and {g} as much with 19 % on it."""
    told = [{"n": n, "a": 10 + n, "g": f"{(10 + n) * 1.19:.2f}"} for n in range(20)]
    headers = [f"{ORDERS},shipping_amount,discount_amount", *(one.format(**of) for of in told for one in orders)]
    lines = [
        "order_item_id,order_id,product_id,quantity,unit_price",
        *(one.format(**of) for of in told for one in items),
    ]
    return checked(folder, {"orders": headers, "order_items": lines})


def test_totals_without_the_shipping_beside_them_are_told(tmp_path: Path) -> None:
    """A line may be the shipping. Where the header has a discount, as large as the shipping, nothing is left."""

    def of(order: str, *items: str) -> list[Finding]:
        result = beside_lines(tmp_path, [order], ["1,{n},p,1,{a}", *items])
        assert not found(result, "share_of_lines")
        return found(result, "shipping_beside_total")

    (told,) = of("{n},c,2024-03-01,{a},5,")
    assert told.level == "warning" and told.column == "order_amount"
    assert told.message.startswith(
        "20 (100.0 %) orders with shipping have an order_amount that is the sum of their lines, such as '0': "
    )
    assert told.message.endswith("; see docs/exports.md")
    (told,) = of('{n},c,2024-03-01,"€{a},00",4.90,', "2,{n},q,2,3", "3,{n},q,-2,3")
    assert told.message.startswith("20 (100.0 %) orders")
    assert not of("{n},c,2024-03-01,{a},5,-5")
    assert not of("{n},c,2024-03-01,{a},0,")
    assert not of("{n},c,2024-03-01,{a},5,", "2,{n},q,1,2")
    assert not of("{n},c,2024-03-01,-{a},5,")
    assert not of("{n},c,2024-03-01,{a},5,", "2,{n},q,1,x")


def test_totals_that_are_one_share_of_their_lines_are_told(tmp_path: Path) -> None:
    """Tax on one side alone, with the shipping or without it; a repeated row counts once, discounts explain it."""

    def of(order: str, item: str, *others: str) -> list[Finding]:
        result = beside_lines(tmp_path, [order], [item, *others])
        assert not found(result, "shipping_beside_total")
        return found(result, "share_of_lines")

    (told,) = of("{n},c,2024-03-01,{a},,", "1,{n},p,1,{g}")
    assert told.level == "warning" and told.column == "order_amount"
    assert told.message.startswith(
        "20 (100.0 %) orders come to 0.84 times their lines, such as '0', 10.00 beside 11.90: "
    )
    assert told.message.endswith("; see docs/exports.md")
    (told,) = of("{n},c,2024-03-01,{g},,", "1,{n},p,1,{a}", "1,{n},p,1,{a}")
    assert "orders come to 1.19 times their lines, such as '0', 11.90 beside 10.00: " in told.message
    assert of("{n},c,2024-03-01,1{a},100,", "1,{n},p,1,{g}")
    assert of("{n},c,2024-03-01,1{a},119,", "1,{n},p,1,{g}")
    assert not of("{n},c,2024-03-01,{a},,", "1,{n},p,1,{a}")
    assert not of("{n},c,2024-03-01,{a},,", "1,{n},p,1,{n}")
    assert not of("{n},c,2024-03-01,{a},,1.90", "1,{n},p,1,{g}")


def test_numbers_that_a_decimal_comma_makes_a_thousand_times_larger(tmp_path: Path) -> None:
    header = "order_item_id,order_id,product_id,quantity,unit_price"

    def of(*cells: str) -> Check:
        return checked(tmp_path, {"order_items": [header, *(f"{n},1,p,{cell}" for n, cell in enumerate(cells))]})

    told = message(of('"0,345","2,99"', '"1,001","12,90"', "2,1"), "decimal_comma")
    assert told.startswith("1 (33.3 %) values such as '1,001' have two readings: it is read as 1001, but other numbers")
    assert "it is read as 1.200" in message(of('1.200,"2,99"', '3,"12,90"'), "decimal_comma")
    assert not found(of('"1,001",2.99', "3,12.90"), "decimal_comma")
    lines = checked(tmp_path, {"order_lines": [LINES, '1,a,2024-03-01,1.200,"2,99"', '1,a,2024-03-01,"1,200","2,99"']})
    assert message(lines, "decimal_comma").startswith("1 (50.0 %) values such as '1.200' have two readings")


def test_numbers_that_a_thousands_point_makes_a_thousand_times_smaller(tmp_path: Path) -> None:
    def of(*amounts: str) -> Check:
        return checked(tmp_path, {"orders": [ORDERS, *(f"{n},a,2024-03-01,{one}" for n, one in enumerate(amounts))]})

    told = message(of("850", "2.727", "12.500"), "thousands_point")
    assert told.startswith("2 (66.7 %) values such as '12.500' have two readings: the point is read as a decimal sign")
    for amounts in (["56 €", "1.018 €"], ["-€1.018", "0", "7"], ["1.234.567", "2.727"], ["EUR 1.018", "1200"]):
        assert message(of(*amounts), "thousands_point").startswith("1 ("), amounts
    weights = ["1.234", "2.000", "0.500"]
    for amounts in (weights, weights[:2], ["1.234", "2.5", "3"], ["0.345", "1.234", "2"], ["1.234.567", "12"]):
        assert not found(of(*amounts), "thousands_point"), amounts
    both = of("850", "1.018", '"2,50"')
    assert message(both, "decimal_comma") and not found(both, "thousands_point")
    lines = checked(tmp_path, {"order_lines": [LINES, "1,a,2024-03-01,1.200,2.99", "1,a,2024-03-01,850,2.99"]})
    assert [one.column for one in found(lines, "thousands_point")] == ["quantity"]


def test_taxes_beside_amounts_that_may_hold_them_are_told(tmp_path: Path) -> None:
    def of(amount: str, *taxes: str) -> Check:
        (tmp_path / "orders.csv").write_text(
            f"order_id,customer_id,ordered_at,{amount},{','.join(taxes)}\n"
            f"1,a,2024-03-01,120{',20.00' * len(taxes)}\n2,b,2024-03-02,50{',0' * len(taxes)}\n"
        )
        declared = Declaration("orders", str(tmp_path / "orders.csv"), {"order_amount": amount})
        return check(Declared([declared]), CONTRACT, Engine(), date(2026, 11, 25))

    told = message(of("total", "tax"), "tax_included")
    assert told.startswith(
        "amounts are read as without tax, but column 'tax' holds some in 1 (50.0 %) rows, such as '20.00': where it is "
        "part of 'total', it counts as revenue; take it off"
    )
    taxes = (
        "Taxes",
        "total_tax",
        "taxAmount",
        "VAT",
        "MwSt.",
        "Umsatzsteuer",
        "USt",
        "19 % USt.",
        "IVA",
        "税额",
        "TVA",
    )
    for name in taxes:
        assert found(of("total", name), "tax_included"), name
    others = ("tax_rate", "taxable", "VAT ID", "tax class", "total_incl_tax", "price ex. VAT", "cust", "activa", "taxi")
    assert not found(of("total", *others), "tax_included")
    for amount in ("Net total", "Nettobetrag", "subtotal", "total_excl_tax"):
        assert not found(of(amount, "tax"), "tax_included"), amount
    lines = [f"{LINES},tax", "1,a,2024-03-01,1,5,1.00", "2,a,2024-03-01,1,5,€1"]
    assert [one.column for one in found(checked(tmp_path, {"order_lines": lines}), "tax_included")] == ["unit_price"]
    none = [f"{ORDERS},tax", "1,a,2024-03-01,5,0", "2,a,2024-03-01,5,"]
    assert not found(checked(tmp_path, {"orders": none}), "tax_included")


def test_rows_of_totals_are_told_where_they_would_be_orders(tmp_path: Path) -> None:
    def of(*numbers: str) -> Check:
        return checked(tmp_path, {"orders": [ORDERS, "1,a,2024-03-01,5", *(f"{one},5" for one in numbers)]})

    told = message(of("Total,,2024-03-01"), "totals")
    assert told.startswith(
        "1 (50.0 %) rows have 'Total' as their number or customer: if they add up the others, they count as"
    )
    for name in ("TOTAL:", "Grand total", "Summe", "Gesamtsumme", "sum", "合计"):
        assert found(of(f"{name},,2024-03-01"), "totals"), name
    assert not found(of("Total,,", "Total-1,,2024-03-01", "Summer,,2024-03-01"), "totals")
    assert found(checked(tmp_path, {"order_lines": [LINES, "1,a,2024-03-01,1,5", "Total,,2024-03-01,1,5"]}), "totals")


def test_contacts_that_are_not_read_are_told(tmp_path: Path) -> None:
    header = "crm_customer_id,full_name,email,phone,country,created_at"

    def of(*rows: str) -> dict[str | None, str]:
        people = [header, *(f"{n},A B,{row},2024-03-01" for n, row in enumerate(rows))]
        return {
            one.column: one.message for one in found(checked(tmp_path, {"crm_customers": people}), "unread_contacts")
        }

    told = of("a at b.it,333 1234500,IT", "b@b.it,+39 333 1234501,IT", ",0201 123456,DE", "c@b.it,see note,GB")
    assert told["email"].startswith("1 (33.3 %) values are read as no address, such as 'a at b.it'")
    assert told["phone"].startswith("2 (50.0 %) values are read as no number, such as '333 1234500'")
    assert "without a country code" in told["phone"]
    good = ["x@b.it,0171 1234567,Germany"] * 40
    assert not of(*good, "N/A,-,IT"), "said to be not known"
    assert not of(*good, "a at b,333 1234500,IT"), "a few are always wrong"


def test_a_row_that_adds_up_all_others_is_told_by_its_amount(tmp_path: Path) -> None:
    rows = [f"{n},c{n},2024-03-01,{amount}" for n, amount in enumerate(("20.50", "30", "-5.25", "40.10", "7"))]

    def of(row: str) -> list[Finding]:
        return found(checked(tmp_path, {"orders": [ORDERS, *rows, row]}), "totals")

    (told,) = of("S-9,,2024-09-30,92.35")
    assert told.message.startswith("the row of 'S-9' has the amount of all others together, 92.35: if it adds them up")
    assert len(of("Total,,2024-09-30,92.35")) == 1, "told once"
    assert not of("S-9,,,92.35"), "without a day it is quarantined"
    assert not of("S-9,,2024-09-30,92.37")
    for name in ("TOTAL 2024,", "Totale,", "Summe EUR:,", "Total geral,", "Somme,", "Suma,", "合計,", "99,TOTAL"):
        (told,) = of(f"{name},2024-09-30,50")
        assert told.message.startswith("1 (16.7 %) rows have '"), name
    assert not of("Total-1,Total Energies,2024-09-30,50")
    assert not found(checked(tmp_path, {"orders": [ORDERS, "1,a,2024-03-01,5", "2,b,2024-03-01,5"]}), "totals")


def test_days_without_a_time_lie_in_the_day_before_west_of_utc(tmp_path: Path) -> None:
    rows = [LINES, "1,a,2024-03-01,1,5", "2,a,2024-03-01 00:00:00,1,5", "3,a,2024-03-01T00:00:00Z,1,5"]
    told = message(checked(tmp_path, {"order_lines": rows}, timezone="America/Chicago"), "days_alone")
    assert told.startswith(
        "2 (66.7 %) values are days without a time: they are midnight UTC, which is the day before in"
    )
    assert not found(checked(tmp_path, {"order_lines": rows}, timezone="Asia/Shanghai"), "days_alone")
    assert not found(checked(tmp_path, {"order_lines": rows}), "days_alone")
    slashed = [ORDERS, "1,a,3/1/2024,5"]
    result = checked(tmp_path, {"orders": slashed}, timezone="America/Chicago", date_order="MDY")
    assert found(result, "days_alone")


CONTACTS = "crm_customer_id,full_name,phone,created_at"


def test_ids_that_become_one_are_told(tmp_path: Path) -> None:
    rows = ["0035gAb,A,1,2024-03-01", "0035gaB,B,2,2024-03-01", "0035gAB,C,3,2024-03-01", "C1,D,4,2024-03-01"]
    result = checked(tmp_path, {"crm_customers": [CONTACTS, *rows, "c1,D,4,2024-03-01"]})
    assert "3 different values are one but for capital and small letters, such as '0035gAB' and '0035gaB'" in message(
        result, "case_alone"
    )
    typed = [f"{one},A,1,2024-03-01" for one in ("c1", "C1", "ab1", "Ab1", "a@B.example", "A@b.example")]
    assert not found(checked(tmp_path, {"crm_customers": [CONTACTS, *typed]}), "case_alone")
    rows = ['8.41235E+12,A,"8,41235E+12",2024-03-01', "8412351234567,B,4917012345,2024-03-01"]
    result = checked(tmp_path, {"crm_customers": [CONTACTS, *rows]})
    assert [(one.column, one.message[:30]) for one in found(result, "rounded")] == [
        ("crm_customer_id", "1 (50.0 %) values such as '8.4"),
        ("phone", "1 (50.0 %) values such as '8,4"),
    ]
    assert not found(result, "case_alone")


def test_slices_that_differ_by_case_alone_are_told(tmp_path: Path) -> None:
    def of(*cells: str) -> Check:
        rows = [f"{n},a,2024-03-01,5,{cell}" for n, cell in enumerate(cells)]
        return checked(tmp_path, {"orders": [f"{ORDERS},region", *rows]})

    told = message(of("North", "north", " NORTH ", "South", "South", "", "West"), "spelled_apart")
    assert told.startswith("3 values are 1 but for capital and small letters, such as 'NORTH' and 'north': every")
    assert not found(of("North", " North", "South", "south west"), "spelled_apart")
    tickets = ["ticket_id,customer_id,created_at,category", "1,a,2024-03-01,Complaint", "2,a,2024-03-01,complaint"]
    assert not found(checked(tmp_path, {"service_tickets": tickets}), "spelled_apart"), "a code map reads them alike"


NAMES = ["Jürgen Müller", "Zoë O\u2019Brien", "Łukasz Weiß", "王小明", "SÃO PAULO", "Nuñez", "ÅÄÖ", "«Noël»", "Søren"]


def test_names_of_a_wrong_encoding_are_told(tmp_path: Path) -> None:
    def of(*names: str) -> Check:
        return checked(tmp_path, {"crm_customers": [CONTACTS, *(f"{n},{x},,2024-03-01" for n, x in enumerate(names))]})

    assert not found(of(*NAMES), "garbled")
    garbled = [
        "Jürgen".encode().decode("latin-1"),
        "Zoë".encode().decode("cp1252"),
        "O\u2019Brien".encode().decode("cp1252"),
        "王小明".encode("gb18030").decode("latin-1"),
        "Иванов".encode("cp1251").decode("latin-1"),
        "12 €".encode("cp1252").decode("latin-1"),
        "Müller".encode("latin-1").decode(errors="replace"),
    ]
    for name in garbled:
        assert message(of(name, *NAMES), "garbled").startswith("1 (10.0 %) values look as if read in a wrong"), name


def test_cents_are_told(tmp_path: Path) -> None:
    orders = [ORDERS, *(f"{n},a,2024-03-01,{n + 10}.50" for n in range(30))]

    def of(factor: int) -> Check:
        paid = [f"p{n},{n},{(n + 10.5) * factor * (-1) ** n:g},2024-03-01" for n in range(30)]
        return checked(tmp_path, {"orders": orders, "payments_refunds": ["payment_id,order_id,amount,paid_at", *paid]})

    assert message(of(100), "cents").startswith("the amounts are 100 times those of their orders, by the median of 30")
    assert not found(of(1), "cents")

    def prices(*cells: str) -> Check:
        return checked(tmp_path, {"order_lines": [LINES, *(f"{n},a,2024-03-01,1,{p}" for n, p in enumerate(cells))]})

    (hint,) = found(prices(*["1999", "2450"] * 60), "cents")
    assert hint.level == "note" and hint.column == "unit_price"
    others = (["1999", "24.50"], ["1999", '"24,50"'], ["1900", "2500"], ["19", "24"])
    for cells in (*(two * 120 for two in others), ["1999", "2450"] * 6):
        assert not found(prices(*cells), "cents")


def test_records_and_lists_are_told(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.parquet"
    row = {
        "order_id": {"id": "1"},
        "customer_id": ["a"],
        "ordered_at": "2024-03-01",
        "quantity": "1",
        "unit_price": "5",
    }
    pq.write_table(pa.Table.from_pylist([row]), path)
    result = check(Declared([Declaration("order_lines", str(path))]), CONTRACT, Engine(), date(2026, 11, 25))
    assert [one.column for one in found(result, "nested")] == ["order_id", "customer_id"]


@pytest.mark.parametrize("above", ["sep=;", "Umsatzbericht Filiale 12;;;;\nvon 01.01.2023;;;;\n"])
def test_lines_above_the_header_are_told(tmp_path: Path, above: str) -> None:
    lines = LINES.replace(",", ";")
    result = checked(tmp_path, {"order_lines": [above, lines, "1;a;2024-03-01;1;5", "2;a;2024-03-01;1;5"]})
    told = message(result, "no_header")
    assert told.startswith(f"its first line, '{above.splitlines()[0].partition(';')[0]}") and "delete the lines" in told
    assert result.stops and not found(result, "missing_column")


def test_values_that_no_name_stands_above_are_told(tmp_path: Path) -> None:
    rows = ["1,a,2024-03-01,1,5,50", "2,a,2024-03-01,1,7"]
    told = message(checked(tmp_path, {"order_lines": [LINES, *rows]}), "beyond_the_header")
    assert told.startswith("1 (50.0 %) rows have more values than the header has names, such as '50' at their end")
    rows = ["1,a,2024-03-01,1,5,", "2,a,2024-03-01,1,7,"]
    assert not found(checked(tmp_path, {"order_lines": [LINES, *rows]}), "beyond_the_header")
    numbered = checked(tmp_path, {"order_lines": [f",{LINES}", "0,1,a,2024-03-01,1,5"]})
    assert not found(numbered, "beyond_the_header") and not numbered.stops


def test_empty_columns_of_a_sheet_are_no_missing_header(tmp_path: Path) -> None:
    result = checked(tmp_path, {"order_lines": [f"{LINES},,,,,,,", "1,a,2024-03-01,1,5,,,,,,,"]})
    assert not result.stops and not found(result, "beyond_the_header")


def test_a_column_is_found_but_for_outer_spaces(tmp_path: Path) -> None:
    """As a build finds it; of CSV files DuckDB strips the names itself."""
    path = tmp_path / "order_lines.parquet"
    row = {"Order_ID ": "1", "customer_id": "a", " ordered_at": "2024-03-01", "quantity": "1", "unit_price": "5"}
    pq.write_table(pa.Table.from_pylist([row]), path)
    result = check(Declared([Declaration("order_lines", str(path))]), CONTRACT, Engine(), date(2026, 11, 25))
    assert not result.stops


def test_ways_out_are_told_with_what_is_not_read(tmp_path: Path) -> None:
    rows = ["1,a,3/1/2024 2:30 PM,5", "2,a,2024-03-01,5"]
    (told,) = found(checked(tmp_path, {"orders": [ORDERS, *rows]}, date_order="MDY"), "untypable")
    assert "1 on a 12-hour clock" in told.message
    assert told.message.endswith("Write them as 2023-07-31 14:30:00 on a clock of 24 hours, as docs/exports.md shows")
    (told,) = found(checked(tmp_path, {"orders": [ORDERS, "1,a,2024-03-01,five", rows[1]]}), "untypable")
    assert told.message.endswith("Write them as plain numbers, 1234.5, as docs/exports.md shows")
    people = {"orders": [ORDERS, "1,a@b.example,2024-03-01,5"], "crm_customers": [CONTACTS, "C1,A,,2024-03-01"]}
    (told,) = found(checked(tmp_path, people), "unmet_keys")
    assert told.message.endswith("such as 'A@B.EXAMPLE'; addresses are matched by a column email alone")


def blocks() -> list[str]:
    """The SQL of docs/exports.md."""
    return re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "exports.md").read_text(encoding="utf-8"), re.DOTALL)


SHOPIFY = "Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,"
SHOPIFY += "Lineitem name,Lineitem price,Lineitem sku,Refunded Amount\n"
SHOPIFY += "#1,a@b.example,paid,USD,5.00,2.00,27.00,0.00,2024-03-01 10:22:33 -0500,2,Cap,10.00,C,3.24\n"
SHOPIFY += "#1,,,,,,,,,1,Pin,0.00,,\n#2,a@b.example,voided,USD,0,,9.00,0,2024-03-02 10:22:33 -0500,1,Cap,9.00,C,0.00\n"
INVOICES = "Invoice No,Cust No,Inv Date,Item No,Qty,Unit Price,Ext Amount\n"
INVOICES += (
    '0007,000123,7/31/2023 2:30 PM,0042,"1,200",$0.50,"$1,234.50"\n0007,000123,7/31/2023 2:30 PM,9,(1),$45,(45.00)\n'
)
RECEIPTS = "Bon-Nr.;Datum;Uhrzeit;Artikelnummer;Artikelbezeichnung;Menge;Einzelpreis;Kundennummer\n"
RECEIPTS += "1;31.07.2023;14:30;0004;Äpfel;1,001;1.249,00;\n" * 2
CHARGE = {"id": "ch_1", "amount": 1999, "created": 1709306553, "currency": "usd", "status": "succeeded"}


def test_the_sql_of_the_docs_gives_what_the_files_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in (("orders_export_1", SHOPIFY), ("invoices", INVOICES), ("umsatz", RECEIPTS)):
        Path(f"{name}.csv").write_text(content, encoding="utf-8")
    charges = [CHARGE | {"metadata": {"order_id": "#1"}}, CHARGE | {"metadata": {"order_id": "#2"}, "status": "failed"}]
    Path("charges.json").write_text(json.dumps({"object": "list", "data": charges}), encoding="utf-8")
    shop, invoices, till, charged = blocks()
    with duckdb.connect() as connection:

        def rows(query: str) -> list[tuple[str, ...]]:
            return [tuple(map(str, row)) for row in connection.execute(query).fetchall()]

        connection.execute(shop)
        assert rows("select order_id, status, order_amount from raw.orders order by all") == [
            ("#1", "paid", "25.0000"),
            ("#2", "cancelled", "9.0000"),
        ]
        assert rows("select order_id, product_id, quantity from raw.order_items order by order_item_id") == [
            ("#1", "C", "2"),
            ("#1", "Pin", "1"),
            ("#2", "C", "1"),
        ]
        assert rows("select payment_id, amount from raw.payments_refunds") == [("#1-refund", "3.00")]
        connection.execute(invoices)
        assert rows("from raw.orders") == [("0007", "000123", "2023-07-31 14:30:00", "1189.5000")]
        assert rows("select order_item_id, product_id, quantity from raw.order_items") == [
            ("1", "0042", "1,200"),
            ("2", "9", "(1)"),
        ]
        connection.execute(till)
        assert rows("select product_id, ordered_at, quantity, unit_price from raw.order_lines") == [
            ("0004", "2023-07-31 14:30:00", "2.0020", "1249.0000")
        ]
        connection.execute(charged)
        assert rows("from raw.payments_refunds") == [("ch_1", "#1", "19.99", "USD", "1709306553")]
