"""customer360 check: what it says of good, dirty and broken inputs, and that nothing makes it fall over."""

from __future__ import annotations

import gzip
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from customer360.cli import main
from customer360.contract import CONTRACT_FILE, OF_ORDERS, load_contract
from customer360.inputs import forms, reading
from customer360.inputs.check import Check, Engine, check
from customer360.inputs.codes import listed
from customer360.inputs.days import as_of_day, stretches
from customer360.inputs.declarations import Declaration, Declared
from customer360.inputs.finding import Finding
from customer360.inputs.findings import CHANGED_AT, UNDATED, day_month, likely_offset
from customer360.inputs.init import declared_in
from customer360.inputs.own import is_own_table
from customer360.inputs.profiles import DECIDING
from customer360.inputs.settings import Settings, countries, known_vars, read_settings, whole_number_vars
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse import ROOT, failures, parsed, run_dbt

CONTRACT = load_contract(ROOT / CONTRACT_FILE)
TODAY = date(2026, 11, 25)
HEADER = "order_id,customer_id,ordered_at,quantity,unit_price\n"
LINE = "1,A,2023-07-01 10:00:00,2,3.50\n"


def checked(*declared: Declaration, engine: Engine | None = None, **settings: Any) -> Check:
    return check(Declared(list(declared), Settings(**settings)), CONTRACT, engine or Engine(), TODAY)


def of_file(tmp_path: Path, content: str | bytes, table: str = "order_lines", ending: str = "csv") -> Check:
    path = tmp_path / f"{table}.{ending}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return checked(Declaration(table, str(path)))


def csv(folder: Path, table: str, content: str) -> Declaration:
    path = folder / f"{table}.csv"
    path.write_text(content)
    return Declaration(table, str(path))


def one(found: Check, kind: str, column: str | None = None) -> Finding:
    matching = [f for f in found.all_findings if f.kind == kind and (column is None or f.column == column)]
    assert len(matching) == 1, found.all_findings
    return matching[0]


def kinds(found: Check) -> list[str]:
    return [finding.kind for finding in found.all_findings if finding.level != "note"]


def values(tmp_path: Path, column: str, cells: list[str], table: str = "order_lines") -> Check:
    """A table that is clean but for one column."""
    clean = {name: CONTRACT[table].column(name).example for name in CONTRACT[table].names}
    key = next(iter(CONTRACT[table].key), "")
    names = [name for name in clean if name != column]
    lines = [",".join(f'"{name}"' for name in [*names, column])]
    for i, cell in enumerate(cells):
        row = [f"{clean[name]}{i}" if name == key and i else clean[name] for name in names]
        quoted = [value.replace('"', '""') for value in [*row, cell]]
        lines.append(",".join(f'"{value}"' for value in quoted))
    return of_file(tmp_path, "\n".join(lines) + "\n", table)


def test_a_clean_file_has_nothing_to_complain_of(tmp_path: Path) -> None:
    found = of_file(tmp_path, HEADER + LINE)
    assert kinds(found) == [] and not found.stops
    assert found.tables[0].profile is not None and found.tables[0].profile.rows == 1
    note = one(found, "missing_optional")
    assert note.level == "note" and "product_id (products and baskets)" in note.message


@pytest.mark.parametrize("table", [name for name in CONTRACT if name != "order_lines"])
def test_the_examples_of_the_contract_are_clean(tmp_path: Path, table: str) -> None:
    last = CONTRACT[table].columns[-1]
    found = set(kinds(values(tmp_path, last.name, [last.example], table)))
    alone = {"loyalty_members": {"unmet_keys"}}.get(table, set())
    assert found <= {"no_orders"} | alone | ({"without_orders"} if table in OF_ORDERS else set())


@pytest.mark.parametrize(
    ("content", "ending", "kind", "words"),
    [
        (b"", "csv", "unreadable", "is empty: not even a header"),
        (HEADER.encode() + "1,Jürgen,2023-07-01,1,1\n".encode("latin-1"), "csv", "unreadable", "not UTF-8"),
        (bytes(range(256)) * 40, "csv", "unreadable", "no CSV can be recognised"),
        (
            (HEADER + LINE * 9).replace("\n", "\r\n").encode() + LINE.encode(),
            "csv",
            "unreadable",
            r"`sed 's/\r$//' old.csv",
        ),
        ((HEADER + LINE * 60_000).encode() + b"2,B,2023-07-01,1,1\r\n", "csv", "unreadable", "lines end in two ways"),
        (b"PAR1 but no more of it PAR1", "parquet", "unreadable", "damaged or of another kind"),
        (b"PAR1", "parquet", "unreadable", "damaged or of another kind"),
        (gzip.compress((HEADER + LINE * 50_000).encode())[:400], "csv.gz", "unreadable", "damaged"),
        (b"no gzip at all", "csv.gz", "unreadable", "damaged"),
        ((HEADER + LINE + '2,"B,2023-').encode(), "csv", "one_column", "is a quote never closed"),
        (
            (HEADER + LINE * 30_000 + "2,B,late,2023-07-01,1,1\n").encode(),
            "csv",
            "unreadable",
            "order_lines.csv) has 6 values, the header 5: a text with a separator in it stands between quotes",
        ),
        ((HEADER + '1,"B \\"C\\", D",2023-07-01,1,1\n').encode(), "csv", "one_column", 'is doubled, "", and not \\"'),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "csv", "unreadable", "is a spreadsheet or a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "csv", "unreadable", "is a spreadsheet, whatever its name"),
        (
            b"\xef\xbb\xbf\r\n<HTML><table><tr>",
            "csv",
            "unreadable",
            "is a web page, whatever its name: save the sheet as",
        ),
        (b"\x00" * 5_000, "csv", "missing_column", "is not there"),
        (b"order_id,customer_id\n1,2\n", "csv", "missing_column", "is not there"),
    ],
    ids=[
        "empty",
        "latin-1",
        "binary",
        "line ends",
        "late line ends",
        "parquet",
        "short parquet",
        "cut gzip",
        "no gzip",
        "cut",
        "one value too many",
        "backslash",
        "xlsx",
        "xls",
        "html",
        "zeros",
        "columns",
    ],
)
def test_broken_files_are_told_in_words(tmp_path: Path, content: bytes, ending: str, kind: str, words: str) -> None:
    found = of_file(tmp_path, content, ending=ending)
    assert found.stops
    messages = [finding.message for finding in found.all_findings if finding.kind == kind]
    assert any(words in message for message in messages), found.all_findings


def test_of_several_files_the_broken_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((HEADER + LINE).encode())
    (tmp_path / "b.csv").write_bytes(HEADER.encode() + "1,Jürgen,2023-07-01,1,1\n".encode("cp1252"))
    message = one(checked(Declaration("order_lines", str(tmp_path / "*.csv"))), "unreadable").message
    assert f"it is not UTF-8 text (line 2 of {tmp_path / 'b.csv'}): convert it" in message


def test_a_truncated_parquet_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.parquet"
    pq.write_table(pa.table({"order_id": [str(i) for i in range(10_000)]}), path)
    path.write_bytes(path.read_bytes()[:-200])
    assert one(checked(Declaration("order_lines", str(path))), "unreadable").level == "stops"


def test_missing_extra_and_mapped_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Order_ID,"customer ""x""",ordered_on,Qty,unit_price,note\n1,A,2023-07-01,1,1,x\n')
    mapped = {"customer_id": 'customer "x"', "quantity": "qty", "country": "land", "price": "unit_price"}
    found = checked(Declaration("order_lines", str(path), mapped))
    missing = {f.column: f.message for f in found.all_findings if f.kind == "missing_column"}
    assert set(missing) == {"ordered_at", "country"}
    assert "close to it: ordered_on" in missing["ordered_at"] and "mapped to 'land'" in missing["country"]
    assert one(found, "unknown_mapping").column == "price"
    assert one(found, "extra_columns").message.endswith(": ordered_on, note")
    assert found.tables[0].names["quantity"] == "Qty" and found.tables[0].names["order_id"] == "Order_ID"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("order_id,customer_id,ordered_at,quantity,unit_price,Unit_Price", {"unit_price": "unit_price"}),
        ('order_id,customer_id,ordered_at,quantity,unit_price,"ORDER_ID "', {"order_id": "order_id"}),
        ("order_id,customer_id,ordered_at,quantity,unit_price,unit_price_1", {}),
        ("order_id,customer_id,ordered_at,quantity,unit_price,note,note", {}),
    ],
)
@pytest.mark.parametrize("sign", [",", ";"])
def test_a_name_that_stands_twice_is_told_where_it_is_read(
    tmp_path: Path, header: str, told: dict[str, str], sign: str
) -> None:
    lines = [header, "1,A,2023-07-01,1,1,2" + ",x" * header.count("note,note")]
    found = of_file(tmp_path, "\n".join(lines).replace(",", sign) + "\n")
    assert not found.stops and found.tables[0].profile is not None and found.tables[0].profile.rows == 1
    repeated = {one.column: one.message for one in found.all_findings if one.kind == "repeated_name"}
    assert repeated.keys() == told.keys()
    assert all(f"2 columns '{told[column]}', of which the first is read" in repeated[column] for column in told)


def test_one_column_is_not_two_numbers(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + LINE)
    mapped = {"unit_price": "quantity", "product_name": "product_id", "product_id": "order_id"}
    found = checked(Declaration("order_lines", str(path), mapped))
    assert one(found, "doubly_read").message == "quantity and unit_price are both read from 'quantity'"


def test_files_of_the_home_folder_and_of_other_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "lines.csv").write_text(HEADER + LINE)
    assert checked(Declaration("order_lines", "~/lines.csv")).tables[0].profile is not None
    assert f"no file {tmp_path}/no.csv" in one(checked(Declaration("order_lines", "~/no.csv")), "not_found").message
    for is_spark in (False, True):
        found = checked(Declaration("order_lines", "s3://bucket/lines.csv"), engine=Engine(is_spark=is_spark))
        assert one(found, "not_checked").message.startswith("it is not on this machine, which only the build reads")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("sub", "it is a folder: name its files, as in sub/*.csv"),
        ("sub/", "it is a folder: name its files, as in sub/*.csv"),
        ("dir.csv", "it is a folder, not a file: name its files, as in dir.csv/*.csv"),
        ("orders.xlsx", ".xlsx files are not read: save the sheet as CSV (UTF-8)"),
        ("sub/orders.XLSX", ".xlsx files are not read"),
        ("orders.json", "files of this kind are not read, only .parquet, .csv, .csv.gz, .tsv, .txt"),
        ("sub/orders.dat", "files of this kind are not read"),
        ("locked.csv", "you may not read locked.csv: ask its owner"),
    ],
)
def test_what_is_no_readable_file_is_told_in_one_line(
    location: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("sub", "dir.csv"):
        (tmp_path / folder).mkdir()
    for name in ("orders.xlsx", "orders.json", "locked.csv"):
        (tmp_path / name).write_text(HEADER + LINE)
    can_read = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != "locked.csv" and can_read(path, mode))
    code, text, _ = run(["check", "--vars", f"{{inputs: {{order_lines: {location}}}}}"], capsys)
    assert code == 1 and words in " ".join(text.split()) and "Traceback" not in text


def test_a_table_may_be_called_like_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sales").mkdir()
    with duckdb.connect("shop.duckdb") as connection:
        connection.execute("create table sales as select 1 as order_id")
    assert "missing_column" in kinds(checked(Declaration("order_lines", "sales"), engine=Engine(Path("shop.duckdb"))))


@pytest.mark.parametrize(
    ("sign", "ending", "told"),
    [(";", "csv", "semicolons"), ("\t", "csv", "tabs"), ("|", "txt", "bars"), (",", "csv", ""), ("\t", "tsv", "")],
)
def test_separators_are_found_out_and_told(tmp_path: Path, sign: str, ending: str, told: str) -> None:
    path = tmp_path / f"order_lines.{ending}"
    path.write_text((HEADER + LINE * 3).replace(",", sign))
    found = checked(Declaration("order_lines", str(path)))
    assert not found.stops and found.tables[0].profile is not None and found.tables[0].profile.rows == 3
    on_spark = checked(Declaration("order_lines", str(path)), engine=Engine(is_spark=True))
    if told:
        assert one(found, "separator").level == "note" and told in one(found, "separator").message
        assert one(on_spark, "separator").level == "stops"
    assert ("separator" in kinds(on_spark)) is bool(told)


def test_parts_whose_headers_differ_are_told(tmp_path: Path) -> None:
    def of(**headers: str) -> Check:
        for name, header in headers.items():
            (tmp_path / f"{name}.csv").write_text(f"{header}\n1,A,2024-01-01,5\n")
        return checked(Declaration("orders", str(tmp_path / "o*.csv")))

    found = of(o23="order_id,customer_id,ordered_at,order_amount", o24="Order_ID;client;ordered_at;order_amount")
    assert "parts_differ" in kinds(found)
    found = of(o23="order_id,customer_id,ordered_at,order_amount", o24="Order_ID,client,ordered_at,order_amount")
    assert one(found, "parts_differ", "customer_id").message == (
        "o24.csv of 2 has no column 'customer_id', which the others have, so it is empty there; o24.csv has instead: "
        "client. Write one header in all of them"
    )
    found = of(o25="order_id,customer_id,ordered_at,amount", o24="order_id,customer_id,ordered_at,amount")
    assert one(found, "parts_differ").message.startswith("o24.csv and 1 other files of 3 have no column 'order_amount'")
    header = "customer_id,order_id,ordered_at,order_amount"
    assert "parts_differ" not in kinds(of(o23=header, o24=header, o25=header))


def test_a_header_alone_is_told(tmp_path: Path) -> None:
    finding = one(of_file(tmp_path, HEADER), "no_rows")
    assert (finding.level, finding.message) == (
        "warning",
        "there is no row in it, at most a header, so the marts of orders stay empty",
    )


def test_currencies_without_a_rate(tmp_path: Path) -> None:
    orders, rates = tmp_path / "orders.csv", tmp_path / "rates.csv"
    orders.write_text(
        "order_id,customer_id,ordered_at,order_amount,currency\n1,A,2024-01-01,5,EUR\n2,A,2024-01-01,5,gbp\n"
    )
    rates.write_text("rate_date,currency,rate\n2024-01-01,EUR,1\n2024-01-01,USD,0.9\n")
    declared = Declaration("orders", str(orders))
    found = checked(declared)
    assert one(found, "no_rates").message == (
        "1 (50.0 %) orders are in another currency than EUR, such as 'GBP', and exchange_rates is not declared: "
        "they are quarantined"
    )
    assert "2 (100.0 %) orders" in one(checked(declared, reporting_currency="USD"), "no_rates").message
    found = checked(declared, Declaration("exchange_rates", str(rates)))
    assert "no_rates" not in kinds(found)
    assert one(found, "unmet_keys").message == ("1 (50.0 %) values are not in exchange_rates.currency, such as 'GBP'")
    orders.write_text(orders.read_text().replace("gbp", "€"))
    assert {"no_rates", "no_currency_code"}.isdisjoint(kinds(checked(declared)))


def test_currencies_that_are_no_code(tmp_path: Path) -> None:
    rows = "".join(f"{i},A,2024-01-01,5,{currency}\n" for i, currency in enumerate(["$", "$", "N/A", "USD"]))
    orders = csv(tmp_path, "orders", f"order_id,customer_id,ordered_at,order_amount,currency\n{rows}")
    products = csv(tmp_path, "products", "product_id,product_name,unit_cost,currency\nP,Pen,3,¥\n")
    found = checked(orders, products)
    assert [finding.message for finding in found.all_findings if finding.kind == "no_currency_code"] == [
        "2 (50.0 %) rows of orders are in a currency that is no ISO code, such as '$', while others name one: they are "
        "quarantined; write the code",
        "1 (100.0 %) rows of products are in a currency that is no ISO code, such as '¥', while others name one: their "
        "margin is not known; write the code",
    ]
    assert "no_rates" not in kinds(found)
    without_codes = csv(
        tmp_path, "orders", "order_id,customer_id,ordered_at,order_amount,currency\n1,A,2024-01-01,5,$\n"
    )
    assert {"no_rates", "no_currency_code"}.isdisjoint(kinds(checked(without_codes)))


def test_orders_without_a_currency_beside_codes(tmp_path: Path) -> None:
    orders = csv(tmp_path, "orders", "order_id,customer_id,ordered_at,order_amount\n1,A,2024-01-01,5\n")
    header = "payment_id,order_id,payment_type,amount,paid_at,currency\n1,1,payment,5,2024-01-01,EUR\n"
    payments = csv(tmp_path, "payments_refunds", header)
    assert "no_reporting_currency" not in kinds(checked(orders, payments))
    payments = csv(tmp_path, "payments_refunds", f"{header}2,1,refund,5,2024-01-01,USD\n")
    assert one(checked(orders, payments), "no_reporting_currency").message == (
        "of ISO codes, orders name none, payments_refunds EUR, USD: without var reporting_currency nothing says which "
        "of them the orders are in, and amounts in one have no rate"
    )
    assert "no_reporting_currency" not in kinds(checked(orders, payments, reporting_currency="EUR"))


def test_orders_before_the_first_rate(tmp_path: Path) -> None:
    rows = "".join(
        f"{i},A,{day} 23:30:00,5,{code}\n"
        for i, (day, code) in enumerate([("2024-03-30", "eur"), ("2024-03-31", "EUR"), ("2024-03-01", "USD")])
    )
    orders = csv(tmp_path, "orders", f"order_id,customer_id,ordered_at,order_amount,currency\n{rows}")
    rates = "rate_date,currency,rate\n2024-04-01,EUR,1.1\n2024-04-02,EUR,1.2\n2024-04-01,USD,1\n"
    declared = orders, csv(tmp_path, "exchange_rates", rates)
    assert one(checked(*declared), "before_rates").message == (
        "2 orders in EUR lie before its first rate, of 2024-04-01: they are quarantined; give earlier rates"
    )
    found = checked(*declared, timezone="Europe/Berlin")
    assert one(found, "before_rates").message.startswith("1 orders in EUR lie before")
    assert "before_rates" not in kinds(checked(*declared, reporting_currency="EUR"))


def test_what_is_read_is_what_the_macro_reads(tmp_path: Path) -> None:
    cells = ["1,234.50", "5 EUR", "¥1.2万", "12,34,567", "XXX 5", "5%", "1:30", "0.5", "(5)", "--5"]
    message = one(values(tmp_path, "order_amount", cells, "orders"), "untypable").message
    assert "; 5 of them are not read; rows with what is not read are quarantined. " in message
    message = one(values(tmp_path, "reopened_count", ["1", "1,234"], "service_tickets"), "untypable").message
    assert "; what is not read counts as empty" in message


def test_orders_come_in_by_one_way(tmp_path: Path) -> None:
    def ways(*tables: str) -> dict[str, str]:
        found = checked(*(Declaration(table, str(tmp_path / "none.csv")) for table in tables))
        return {one.kind: one.message for one in found.findings}

    assert ways("order_lines") == ways("orders") == ways("orders", "order_items", "payments_refunds") == {}
    assert (
        "both declared, which would count orders twice" in ways("order_lines", "orders", "order_items")["two_ways_in"]
    )
    assert "no mart of orders will be filled" in ways("products")["no_orders"]
    assert ways("order_lines", "order_items") == {
        "without_orders": "order_items is declared without orders, which its rows belong to"
    }
    assert list(ways("payments_refunds")) == ["no_orders", "without_orders"]


@pytest.mark.parametrize(
    ("column", "cells", "kind", "level"),
    [
        ("ordered_at", ["soon", "later"], "untypable", "stops"),
        ("ordered_at", ["soon", ""], "untypable", "stops"),
        ("ordered_at", ["", ""], "empty_values", "stops"),
        ("order_id", ["", ""], "empty_values", "stops"),
        ("quantity", ["1,5", "2"], "untypable", "warning"),
        ("quantity", ["", "2"], "empty_values", "warning"),
        ("customer_id", ["", ""], None, None),
        ("customer_id", ["", "A"], None, None),
        ("country", ["", ""], None, None),
    ],
)
def test_only_what_leaves_no_row_stops(
    tmp_path: Path, column: str, cells: list[str], kind: str | None, level: str | None
) -> None:
    found = values(tmp_path, column, cells)
    # All rows are of one order, which is told where one of them has no time.
    told = [one for one in kinds(found) if one != "first_line_only"]
    assert found.stops is (level == "stops") and told == ([kind] if kind else [])
    if kind:
        assert one(found, kind, column).level == level


def test_an_optional_column_that_is_not_read_does_not_stop(tmp_path: Path) -> None:
    found = values(tmp_path, "discount_amount", ["none", "free"], "orders")
    assert one(found, "untypable").level == "warning" and not found.stops
    assert "; what is not read counts as empty. Write them as" in one(found, "untypable").message


@pytest.mark.parametrize(
    ("column", "cell", "is_read"),
    [
        *(
            ("ordered_at", cell, True)
            for cell in ("01.07.2023", "2023/7/1", "2023年7月1日", "45108.75", "1688169600000")
        ),
        *(
            ("ordered_at", cell, False)
            for cell in ("01/07/2023", "01-07-2023", "1.7.23", "1 Jul 2023", "20230701", "9")
        ),
        *(("order_amount", cell, True) for cell in ("1,234.50", "(12.50)", "12,50-", "£12.50", "1.5k", "\uff0d\uff15")),
        *(("order_amount", cell, False) for cell in ("#REF!", "--1", "1e30", "20 %")),
    ],
)
def test_inputs_beside_order_lines_are_read_in_more_forms(
    tmp_path: Path, column: str, cell: str, is_read: bool
) -> None:
    example = CONTRACT["orders"].column(column).example
    finding = one(values(tmp_path, column, [cell, example], "orders"), "untypable", column)
    assert finding.level == ("note" if is_read else "warning")
    words = "they are read all the same" if is_read else "what is not read are quarantined. Write them as"
    assert words in finding.message
    assert values(tmp_path, column, [cell], "orders").stops is not is_read


@pytest.mark.parametrize(
    ("cells", "date_order", "words"),
    [
        (["13/07/2023", "01/07/2023"], None, "without var date_order they are not read: set var date_order: DMY"),
        (["07/13/2023", "01/07/2023"], None, "set var date_order: MDY"),
        (["01/07/2023"], None, "set var date_order to DMY or MDY, whichever they are"),
        (["07/13/2023", "13/07/2023"], None, "days and months are mixed up"),
        (["13/07/2023"], "MDY", "var date_order is MDY, but the day stands first"),
        (["13/07/2023", "01/07/2023"], "DMY", None),
        (["13.07.2023"], None, None),
    ],
)
def test_what_date_order_must_be(tmp_path: Path, cells: list[str], date_order: str | None, words: str | None) -> None:
    declared = Declaration("orders", str(tmp_path / "orders.csv"))
    values(tmp_path, "ordered_at", [*cells, "2023-07-01"], "orders")
    found = checked(declared, date_order=date_order)
    messages = [finding.message for finding in found.all_findings if finding.kind == "day_month"]
    assert len(messages) == (words is not None) and all(words in message for message in messages if words)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("as_of", "30.06.2011", "it takes a day written YYYY-MM-DD, or null"),
        ("as_of", "2011-02-30", "it takes a day"),
        ("as_of", 20110630, "it takes a day"),
        ("company_start", None, "var company_start is 'null': it takes a day"),
        ("business_timezone", "Mars", "it takes a zone such as Europe/London"),
        ("reporting_currency", "euro", "it takes an ISO code such as EUR, or null"),
        ("date_order", "dmy", "it takes DMY or MDY"),
        ("reporting_currency", "eur", "it takes an ISO code such as EUR, or null"),
        ("default_country", "UK", "only these are known: AT, "),
        ("max_quiet_days", 0, "it takes a whole number of at least 1"),
        ("max_quiet_days", "a year", "it takes a whole number"),
        ("churn_horizon_days", True, "it takes a whole number"),
        ("cluster_k_min", 9, "it takes 2 to cluster_k_max, which is 8"),
        ("forecast_weeks", 27, "it takes 26 at most"),
        ("forecast_months", 10, "it takes 9 at most"),
        ("clv_discount_rate", "10%", "it takes a number from 0 to 10"),
        ("clv_discount_rate", 12, "it takes a number from 0 to 10"),
        ("max_unitemised_rate", 1.5, "it takes a share from 0 to 1"),
        ("publish_pii", "yes", "it takes true or false"),
    ],
)
def test_vars_that_a_build_refuses(name: str, value: object, words: str) -> None:
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    assert read_settings(project)[1] == []
    (finding,) = read_settings(project | {name: value})[1]
    assert (finding.level, finding.column) == ("stops", name) and words in finding.message


def test_vars_are_those_of_the_project() -> None:
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    assert set(known_vars()) == set(project), "list a new var in macro known_vars or whole_number_vars"
    whole = {name for name, value in project.items() if isinstance(value, int) and not isinstance(value, bool)}
    assert set(whole_number_vars()) == whole and "GB" in countries()
    used = {
        name
        for folder in ("models", "macros", "tests")
        for path in (ROOT / folder).rglob("*.*")
        for name in re.findall(r"\bvar\(['\"](\w+)['\"]", path.read_text(encoding="utf-8"))
    }
    assert used <= set(known_vars())


def test_unknown_vars_are_told_with_the_closest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    (tmp_path / "lines.csv").write_text(HEADER + LINE)
    (tmp_path / "dbt_project.yml").write_text(
        "name: customer360\nvars:\n  inputs: {order_lines: lines.csv}\n  date_ordr: DMY\n  other_package: {x: 1}\n"
        "  customer360: {company_strat: 2000-01-01}\n"
    )
    code, text, _ = run(["check", "--vars", "{asof: 2023-07-01, zzz: {x: 1}, input: {a: b}, orders: o.csv}"], capsys)
    told = " ".join(text.split())
    assert code == 1 and "other_package" not in told
    for words in (
        "STOPS var asof of --vars is known to no model: did you mean as_of?",
        "STOPS var input of --vars is known to no model: did you mean inputs?",
        "STOPS var orders of --vars is known to no model: it is an input: write it within inputs, as in {inputs:",
        "STOPS var zzz of --vars is known to no model: the vars are inputs, as_of, ",
        "var date_ordr of dbt_project.yml is known to no model: did you mean date_order?",
        "var company_strat of dbt_project.yml is known to no model: did you mean company_start?",
    ):
        assert words in told
    assert "var date_ordr of dbt_project.yml" in " ".join(run(["check", "--folder", "."], capsys)[1].split())
    (tmp_path / "dbt_project.yml").write_text("name: parent\nvars: {inputs: {order_lines: lines.csv}}\n")
    code, text, _ = run(["check", "--vars", "{asof: 2023-07-01, other_package: {x: 1}}"], capsys)
    assert code == 0 and "warning  var asof of --vars" in text and "other_package" not in text
    code, text, _ = run(["check", "--vars", "{as_of: 2023-02-30}"], capsys)
    assert code == 1 and "STOPS var as_of is '2023-02-30': it takes a day written YYYY-MM-DD" in " ".join(text.split())
    code, text, _ = run(["check", "--vars", "{as_of: 2030-01-01, max_quiet_days: 0}"], capsys)
    assert code == 1 and "max_quiet_days is '0'" in text and "lies after the last order" in text


def test_a_build_stops_for_an_unknown_var(tmp_path: Path) -> None:
    command = ["build", "--vars", "{asof: 2011-06-30}", "-s", "line_kinds"]
    found = run_dbt(command, tmp_path, parsed("c360"), CUSTOMER360_DB=str(tmp_path / "c360.duckdb"))
    (message, *_) = failures(found)
    assert not found.success and "Var 'asof' is given on the command line but known to no model" in message


def test_as_of_lies_within_the_orders(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + "".join(f"{i},A,2023-0{i}-01,1,1\n" for i in range(1, 10)))
    declared = Declaration("order_lines", str(path))

    def of(day: date) -> tuple[str, str]:
        finding = one(checked(declared, as_of=day), "as_of")
        return finding.level, finding.message

    assert of(date(2022, 12, 31))[0] == "stops" and "lies before all orders" in of(date(2022, 12, 31))[1]
    assert (
        of(date(2023, 9, 2))[0] == "warning"
        and "the orders go from 2023-01-01 to 2023-09-01" in of(date(2023, 9, 2))[1]
    )
    assert of(date(2023, 7, 1)) == ("note", "var as_of (2023-07-01): 2 (22.2 %) rows lie later and are not seen")


def test_the_as_of_day_is_that_of_the_model() -> None:
    """As in the unit tests of model as_of: the stretch with the most rows, the later of two equals."""
    days = {date(2020, 1, 1): 2, date(2020, 6, 1): 1, date(2022, 1, 1): 3, date(2031, 1, 1): 1}
    assert [stretch.rows for stretch in stretches(days, 366)] == [3, 3, 1]
    assert as_of_day(days, Settings()) == date(2022, 1, 1)
    assert as_of_day(days, Settings(max_quiet_days=30)) == date(2022, 1, 1)
    assert as_of_day(days, Settings(max_quiet_days=9999)) == date(2031, 1, 1)
    assert as_of_day(days, Settings(as_of=date(2021, 1, 1))) == date(2021, 1, 1)
    assert len(stretches({date(2021, 1, 1): 1, date(2022, 1, 2): 1}, 366)) == 1
    assert as_of_day({}, Settings()) is None and stretches({}, 366) == []


def test_rows_after_a_silence_and_after_the_orders(tmp_path: Path) -> None:
    orders, events = tmp_path / "orders.csv", tmp_path / "web_events.csv"
    rows = [f"o{i},a,2023-07-0{1 + i},1" for i in range(3)] + ["o9,a,2025-07-01,1"]
    orders.write_text("order_id,customer_id,ordered_at,order_amount\n" + "\n".join(rows))
    names = CONTRACT["web_events"].names
    cells = {name: CONTRACT["web_events"].column(name).example for name in names}
    lines = [{**cells, "event_id": str(i), "occurred_at": day} for i, day in enumerate(("2023-07-01", "2023-07-04"))]
    events.write_text("\n".join([",".join(names), *(",".join(line[name] for name in names) for line in lines)]) + "\n")
    both = [Declaration("orders", str(orders)), Declaration("web_events", str(events))]
    found = checked(*both)
    quiet = one(found, "quiet_days")
    assert quiet.message.startswith(
        "1 (25.0 %) rows, from 2025-07-01 on, follow a silence of more than var max_quiet_days"
    )
    assert quiet.message.endswith("the as-of day is 2023-07-03")
    late = one(found, "late_dates", "occurred_at")
    assert (
        late.level == "warning"
        and "1 (50.0 %) values lie after the last day of the orders (2023-07-03)" in late.message
    )
    assert late.message.endswith("these rows are quarantined; if they are true, set var as_of to the day they go up to")
    late = one(checked(*both, as_of=date(2023, 7, 2)), "late_dates", "occurred_at")
    assert late.level == "note" and late.message.endswith("these rows are not seen")
    assert {"quiet_days", "late_dates"} & set(kinds(checked(*both, max_quiet_days=9999))) == set()


def test_a_few_rows_before_a_silence(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"

    def of(first: str, n: int = 30, **settings: Any) -> Check:
        path.write_text(HEADER + f"0,A,{first},1,1\n" + "".join(f"{i + 1},A,2023-07-{1 + i},1,1\n" for i in range(n)))
        return checked(Declaration("order_lines", str(path)), **settings)

    told = one(of("2003-07-01"), "early_days")
    assert told.level == "warning" and told.message.startswith(
        "1 (3.2 %) rows, from 2003-07-01 on, come before a silence of more than var max_quiet_days (366) up to 2023-07"
    )
    assert told.message.endswith("set var company_start to 2023-07-01 or a day of that silence")
    assert one(of("2003-07-01", as_of=date(2023, 7, 9)), "early_days")
    for found in (
        of("2022-07-02"),
        of("2003-07-01", company_start=date(2022, 1, 1)),
        of("2003-07-01", max_quiet_days=9999),
        of("2003-07-01", n=5),
    ):
        assert "early_days" not in kinds(found)


def test_rows_before_the_company(tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + "1,A,2022-12-31 23:30:00,1,1\n2,A,2023-07-01,1,1\n")
    declared = Declaration("order_lines", str(path))
    start = date(2023, 1, 1)
    finding = one(checked(declared, company_start=start), "early_dates")
    assert (
        finding.level == "warning" and "1 (50.0 %) values lie before var company_start (2023-01-01)" in finding.message
    )
    assert kinds(checked(declared, company_start=start, timezone="Europe/Paris")) == []
    finding = one(checked(declared, company_start=date(2024, 1, 1)), "early_dates")
    assert finding.level == "stops" and finding.message.endswith("and there are no others")


def test_repeated_rows_of_order_lines(tmp_path: Path) -> None:
    found = of_file(tmp_path, HEADER + LINE + LINE.replace("3.50", "3.5") + LINE.replace("1,A", "2,A"))
    message = one(found, "repeated_rows").message
    assert message.startswith("1 (33.3 %) rows equal another row in every column of the contract")
    assert message.endswith("; add up the lines of a product that stands twice on an order")
    assert kinds(found) == []


def test_what_is_called_unread_is_what_staging_leaves_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the dirty demo, column by column: values that are not read, spans of dates, and repeated rows."""
    monkeypatch.chdir(ROOT)
    declared = declared_in(Path("seeds/demo"), CONTRACT)
    variables = json.dumps({"inputs": {one.table: one.location for one in declared.inputs}})
    database = tmp_path / "c360.duckdb"
    manifest = parsed(database.stem, (one.table for one in declared.inputs))
    for command in (["seed"], ["run", "-s", "path:models/staging"]):
        assert run_dbt([*command, "--vars", variables], tmp_path, manifest, CUSTOMER360_DB=str(database)).success
    with duckdb.connect(str(database), read_only=True) as connection:
        names = "select table_name from information_schema.tables where table_schema = 'staging'"
        models = [name for (name,) in connection.execute(names).fetchall()]
        for table in check(declared, CONTRACT, Engine(), TODAY).tables:
            ends = (table.table, table.table.partition("_")[2])
            model = next(name for end in ends for name in models if end and name.endswith(f"__{end}"))
            assert table.profile is not None
            typed = [column for column in table.profile.columns if column.type != "string"]
            # Staging empties birth dates that can be read but cannot be true, beside what was read.
            read = {column.name: column.name.replace("birth_date", "stated_birth_date") for column in typed}
            counts = [
                f"count(*) filter ({read[column.name]} is null and nullif(trim(raw_{column.name}), '') is not null), "
                f"cast(min({read[column.name]}) as varchar), cast(max({read[column.name]}) as varchar)"
                for column in typed
            ]
            query = f"select count(*) - count(distinct row_hash), {', '.join(counts)} from staging.{model}"
            repeats, *found = connection.execute(query).fetchone() or ()
            assert repeats == table.profile.repeated_rows, table.table
            for i, column in enumerate(typed):
                unread, first, last = found[3 * i : 3 * i + 3]
                assert unread == column.unread, (table.table, column)
                assert column.first is None or (first, last) == (column.first, column.last), (table.table, column)


def test_codes_that_no_seed_lists_are_told_with_the_seed_to_add_them_to(tmp_path: Path) -> None:
    """Spellings and what says nothing are known; the most frequent comes first. Nothing stops for it."""
    cells = ["Beschwerde", "INQUIRY", "n/a", "", "Moan", "moan", "rant", " complaint "]
    found = values(tmp_path, "category", cells, "service_tickets")
    told = one(found, "unlisted_codes", "category")
    assert told.level == "warning" and not found.stops
    assert told.message == (
        "3 (37.5 %) values are listed in no seed: 'moan' (2), 'rant' (1). Each counts as no complaint: "
        "add what means something else to seed code_spellings (code_list ticket_category)"
    )
    told = one(values(tmp_path, "survey_type", ["nps", "CSAT", "nps2"], "survey_responses"), "unlisted_codes")
    assert "1 (33.3 %) values are listed in no seed: 'nps2' (1)." in told.message
    assert told.message.endswith("to seed survey_scales")
    told = one(values(tmp_path, "status", ["shipped", "待付款"], "orders"), "unlisted_codes", "status")
    assert told.message.endswith("to seed code_spellings (code_list order_status) or seed order_statuses")
    many = values(tmp_path, "tier", [f"tier {n:02d}" for n in range(12)] + ["x" * 99] * 2, "loyalty_members")
    told = one(many, "unlisted_codes")
    assert f"'{'x' * 40}' (2), 'tier 00' (1)" in told.message and "'tier 06' (1) and 5 more" in told.message


@pytest.mark.parametrize("table", ["order_lines", "order_items"])
def test_product_codes_that_the_seed_takes_for_no_goods_are_told(tmp_path: Path, table: str) -> None:
    """By the code alone: a rule that asks for the name is not in doubt. Few lines are a note, vouchers are goods."""
    header = "order_id,order_item_id,customer_id,ordered_at,quantity,unit_price,product_id,product_name"

    def lines(*products: str) -> Check:
        rows = [f"O{i},{i},C1,2024-05-16,1,12,{product}" for i, product in enumerate(products)]
        return of_file(tmp_path, "\n".join([header, *rows]) + "\n", table)

    goods = ["A,a", "MANUAL,x", "M,Shirt", "M,Manual", "GIFT,Gift card", ",", "NULL,", "AMAZONFEES,x", "POSTER,x"]
    found = lines("TEST001,Ferritin", " test001 ,Ferritin", "Amazonfee,", "POST,Fence post", *goods)
    told = one(found, "no_sale", "product_id")
    assert told.level == "warning"
    assert told.message == (
        "3 (23.1 %) lines count as no sale by the code of their product alone: 'TEST001' (2, test), 'AMAZONFEE' (1, "
        "marketplace_fee); if these are goods, take their rule out of seed line_kind_rules, or let it ask for the name"
    )
    told = one(found, "no_goods", "product_id")
    assert told.level == "note"
    assert told.message.startswith("1 (7.7 %) lines count as no goods by the code of their product alone: 'POST' (1, s")
    few = lines("TEST,x", *["A,a"] * 1_000)
    assert one(few, "no_sale").level == "note"
    assert not {"no_sale", "no_goods"} & {finding.kind for finding in lines(*goods).all_findings}


@pytest.mark.parametrize("table", ["order_lines", "order_items"])
def test_codes_that_come_back_and_are_never_sold_are_told(tmp_path: Path, table: str) -> None:
    """Vouchers and trade-ins beside what is sold; what a credit note takes back may have been sold before."""
    header = "order_id,order_item_id,customer_id,ordered_at,quantity,unit_price,product_id,product_name"

    def lines(*rows: str) -> Check:
        told = [f"{row.split(',')[0]},{i},C1,2024-05-16,{row.split(',', 1)[1]}" for i, row in enumerate(rows)]
        return of_file(tmp_path, "\n".join([header, *told]) + "\n", table)

    used = [row for i in range(3) for row in (f"O{i},1,50,A,Chair", f"O{i},-1,5,TRADEIN,", f"O{i},-1,5,M,Manual")]
    told = one(lines(*used), "never_sold", "product_id")
    assert told.level == "warning"
    assert told.message == (
        "3 (33.3 %) lines take back what no line sells: 'TRADEIN' (3); they count as returns of goods, with their "
        "costs; if they are vouchers, discounts, credits or trade-ins, give their code a rule in seed "
        "line_kind_rules (kind discount)"
    )
    for quiet in (used[:6], [*used, "O9,1,5,tradein,"], [row for row in used if "Chair" not in row]):
        assert "never_sold" not in {finding.kind for finding in lines(*quiet).all_findings}
    many = [*used, *(f"P{i},1,50,A,Chair" for i in range(3_000))]
    assert one(lines(*many), "never_sold").level == "note"


@pytest.mark.parametrize("table", ["order_lines", "order_items"])
def test_goods_that_are_called_shipping_or_vouchers_are_told_once(tmp_path: Path, table: str) -> None:
    header = "order_id,order_item_id,customer_id,ordered_at,quantity,unit_price,product_id,product_name"

    def lines(*products: str) -> Check:
        rows = [f"O{i},{i},C1,2024-05-16,{product}" for i, product in enumerate(products)]
        return of_file(tmp_path, "\n".join([header, *rows]) + "\n", table)

    goods = [
        "1,5,A,Shipshape",
        "1,5,POST,Postage",
        "1,5,D,Discount",
        "1,5,GIFT_0001,Gift voucher",
        "1,5,B,Portobello",
        "1,5,F,Wooden frame classic discount",
    ]
    assert "named_no_goods" not in {finding.kind for finding in lines(*goods).all_findings}
    found = lines(*goods, "1,5,SHIP,Express shipping", "1,5,SHIP,x", "1,5,9001,Versandkosten DHL", "1,5,运费-1,")
    told = one(found, "named_no_goods", "product_id")
    assert told.level == "warning"
    assert told.message == (
        "4 (40.0 %) lines count as goods, though their code or name says shipping, voucher or discount: 'SHIP' (2), "
        "'9001' (1), '运费-1' (1); if they are no goods, give their code a rule in seed line_kind_rules (kind "
        "shipping, discount or gift_voucher)"
    )
    rows = [
        row
        for i in range(3)
        for row in (f"O{i},{i},C1,2024-05-16,1,50,A,Chair", f"O{i},9{i},C1,2024-05-16,-1,5,VOUCHER,Voucher")
    ]
    found = of_file(tmp_path, "\n".join([header, *rows]) + "\n", table)
    assert one(found, "never_sold") and "named_no_goods" not in {finding.kind for finding in found.all_findings}


@pytest.mark.parametrize(("table", "name"), [("crm_customers", "last_name"), ("loyalty_members", "full_name")])
def test_numbers_of_two_people_are_told(tmp_path: Path, table: str, name: str) -> None:
    """Two systems put together: other names and other addresses. A few, or one of the two alone, are versions."""
    number = CONTRACT[table].key[0]

    def people(*rows: str) -> Check:
        return of_file(tmp_path, "\n".join([f"{number},{name},email,created_at,joined_at", *rows]) + "\n", table)

    at = "2024-01-01,2024-01-01"
    first = [f"{i},Roy{i},r{i}@x.org,{at}" for i in range(1, 11)]
    other = [f" {i}.0,Berg{i},b{i}@y.org,{at}" for i in range(1, 4)]
    told = one(people(*first, *other), "shared_numbers", number)
    assert told.level == "warning"
    assert told.message == (
        "3 (30.0 %) numbers have rows of two email addresses and two names, such as '1': the people of a number become "
        "one customer; if two systems number theirs anew, put the system before the number, here and in all inputs; "
        "see docs/exports.md"
    )
    moved = [f"{i},roy{i},b{i}@y.org,{at}" for i in range(1, 6)]
    married = [f"{i},Berg{i},R{i}@x.org,{at}" for i in range(1, 6)]
    unknown = [f"{i},Berg{i},,{at}" for i in range(1, 6)]
    many = [f"{i},Roy{i},r{i}@x.org,{at}" for i in range(11, 161)]
    for quiet in (moved, married, unknown, other[:2], [*other, *many]):
        assert "shared_numbers" not in {finding.kind for finding in people(*first, *quiet).all_findings}


def test_points_that_leave_need_a_minus_sign(tmp_path: Path) -> None:
    def movements(*rows: str) -> Check:
        lines = [f"Y{i},L1,{row},2022-05-16 18:23:23" for i, row in enumerate(rows)]
        header = "loyalty_transaction_id,loyalty_member_id,transaction_type,points,occurred_at"
        return of_file(tmp_path, "\n".join([header, *lines]) + "\n", "loyalty_transactions")

    rows = ("Redemption,100", "redeem,-5", "过期,7", "earn,9", "adjust,8", ",6")
    told = one(movements(*rows), "positive_points", "points")
    assert told.level == "warning"
    assert told.message.startswith("2 (66.7 %) movements that redeem points or let them expire have points above 0")
    assert "positive_points" not in kinds(movements("redeem,-100", "earn,9", "expire,0", "redeem,x"))


def test_credit_notes_that_do_not_count_are_told(tmp_path: Path) -> None:
    def orders(*rows: str) -> Check:
        lines = [f"O{i},C1,2022-05-16 18:23:23,{row}" for i, row in enumerate(rows)]
        header = "order_id,customer_id,ordered_at,status,order_amount"
        return of_file(tmp_path, "\n".join([header, *lines]) + "\n", "orders")

    rows = ("Storniert,-100", "pending,-5", "cancelled,7", "completed,-9", ",-8")
    told = one(orders(*rows), "uncounted_credit_notes", "status")
    assert told.level == "warning"
    assert told.message.startswith("2 (66.7 %) orders that are cancelled or pending are of negative amount")
    assert "uncounted_credit_notes" not in kinds(orders("cancelled,100", "refunded,-9", "pending,x"))


def tickets(tmp_path: Path, *rows: str) -> Check:
    lines = [f"K{i},{row}" for i, row in enumerate(rows)]
    return of_file(
        tmp_path, "\n".join(["ticket_id,opened_at,first_response_at,closed_at", *lines]) + "\n", "service_tickets"
    )


def test_tickets_answered_or_closed_before_they_are_opened_are_told(tmp_path: Path) -> None:
    shifted = [
        f"2023-02-{day:02} 12:00:00,2023-02-{day:02} {hour}:00:00," for day in (1, 2, 3) for hour in ("06", "14")
    ]
    found = tickets(tmp_path, *shifted, "2023-02-04 12:00:00,,", "2023-02-05 12:00:00,x,")
    told = one(found, "before_opening", "first_response_at")
    assert told.level == "warning" and "before_opening" in kinds(found)
    assert told.message.startswith(
        "3 (50.0 %) tickets are answered before they are opened, by up to 6 hours and mostly by whole ones: they count "
        "as answered, but have no response time. One of the columns seems to be in another time zone"
    )
    uneven = tickets(tmp_path, *["2023-02-01 12:00:00,,2023-02-01 05:20:30"] * 3)
    told = one(uneven, "before_opening", "closed_at")
    assert told.message.startswith(
        "3 (100.0 %) tickets are closed before they are opened, by up to 6.7 hours: they count as closed, but have no "
        "resolution time. One of the columns seems to be in another time zone"
    )


def test_of_times_before_the_opening_days_and_mistakes_are_no_time_zone(tmp_path: Path) -> None:
    days = tickets(tmp_path, *["2023-02-01 12:00:00,,2023-02-01"] * 3, "2023-02-01 12:00:00,,2023-02-02")
    message = one(days, "before_opening", "closed_at").message
    assert message.startswith("3 (75.0 %) tickets are closed before") and "closed_at are days without a time" in message
    mistyped = tickets(tmp_path, "2023-02-01 12:00:00,,2022-02-01 13:00:00", *["2023-02-01 12:00:00,,2023-02-03"] * 9)
    message = one(mistyped, "before_opening", "closed_at").message
    assert "by up to 8,759 hours" in message and "time zone" not in message and "days" not in message
    rare = [*["2023-02-01 12:00:00,2023-02-01 12:00:00,"] * 1_999, "2023-02-01 12:00:00,2023-02-01 11:00:00,"]
    told = one(tickets(tmp_path, *rare), "before_opening")
    assert told.level == "note" and "time zone" not in told.message


def test_times_are_compared_with_their_offset_and_with_openings_that_count(tmp_path: Path) -> None:
    zoned = tickets(tmp_path, "2023-02-01 12:00:00,2023-02-01 06:00:00-07:00,2023-02-01T13:00:00Z")
    assert "before_opening" not in [finding.kind for finding in zoned.all_findings]
    # A mistyped opening, whose row is quarantined.
    future = tickets(tmp_path, "2029-02-01 12:00:00,2023-02-01 06:00:00,")
    assert "before_opening" not in [finding.kind for finding in future.all_findings]


def answers(tmp_path: Path, *rows: str) -> Check:
    lines = [f"S{i},{row},2023-03-01 10:00:00" for i, row in enumerate(rows)]
    header = "response_id,survey_type,score,scale_max,responded_at"
    return of_file(tmp_path, "\n".join([header, *lines]) + "\n", "survey_responses")


def test_answers_off_their_scale_are_told(tmp_path: Path) -> None:
    found = answers(tmp_path, "CSAT,20,", "csat,100,", "csat,5,", "ces,80,7", "ces,7,", "other,900,", "nps,x,")
    told = one(found, "off_scale", "score")
    assert told.level == "warning"
    assert told.message.startswith(
        "3 (60.0 %) scores lie off their scale, so that no mean or share counts them: csat 2 (66.7 %), from 20 to 100 "
        "where the best is 5; ces 1 (50.0 %), 80 where the best is 7. Give the best score"
    )


def test_answers_on_a_scale_that_cannot_be_compared_are_told(tmp_path: Path) -> None:
    found = answers(tmp_path, "nps,4,5", "nps,9,10", "nps,9,", "csat,4,10")
    told = one(found, "other_scale", "scale_max")
    assert told.level == "warning"
    assert told.message.startswith("1 (33.3 %) nps answers are on a scale up to 5: no mean or share counts them")
    assert "off_scale" not in kinds(found)


def test_answers_on_their_scale_are_not_complained_of(tmp_path: Path) -> None:
    on_scale = ("nps,0,", "nps,10,10", "csat,1,", "csat,80,100", "csat,0,100", "ces,0,10", "servqual,7,", "other,99,")
    assert not {"off_scale", "other_scale"} & set(kinds(answers(tmp_path, *on_scale)))
    # The usual scale of CSAT begins at 1, another where the answers do.
    told = one(answers(tmp_path, "csat,0,", "csat,0,10"), "off_scale")
    assert "csat 1 (50.0 %), 0 where the best is 5" in told.message


def test_codes_are_of_seeds_that_are_there() -> None:
    for table in CONTRACT.values():
        for column in table.columns:
            if column.codes:
                assert listed(column.codes) and column.codes.unlisted, (table.name, column.name)
                assert column.example.lower() in listed(column.codes)


def test_tables_that_a_build_would_overwrite(tmp_path: Path) -> None:
    for location in ("main.orders", "ORDERS", "staging.stg_old", "config.line_kinds", "intermediate.churn_model_fit"):
        assert one(checked(Declaration("orders", location)), "own_table").level == "stops"
    for location in ("shop.orders", "staging.orders", "main.raw_orders", str(tmp_path / "main.orders.csv")):
        assert "own_table" not in kinds(checked(Declaration("orders", location)))
    assert "own_table" in kinds(checked(Declaration("orders", "orders"), engine=Engine(schema="shop")))
    manifest = parsed("c360")
    assert manifest
    made = [node for node in manifest.nodes.values() if node.resource_type in ("model", "seed")]
    built = [f"{node.schema}.{node.alias}" for node in made]
    assert [location for location in built if not is_own_table(location)] == []


def test_what_a_target_means_for_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DBT_PROJECT_DIR", str(ROOT))
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    outputs = "mine: {type: duckdb, path: shop.duckdb, schema: team}\n    far: {type: postgres, schema: s}"
    (tmp_path / "profiles.yml").write_text(
        f"customer360:\n  target: mine\n  outputs:\n    {outputs}\n    spark: {{type: spark, schema: s}}\n"
    )
    with duckdb.connect("shop.duckdb") as connection:
        connection.execute("create schema team; create table team.lines as select 1 as order_id")
    lines = ["--vars", "{inputs: {order_lines: lines}}"]
    for options in (["check", "--target", "mine", *lines], ["--target", "mine", "check", *lines]):
        code, text, _ = run(options, capsys)
        assert code == 1 and "the column customer_id is not there" in text
    code, text, _ = run(["check", "--target", "spark", *lines], capsys)
    assert code == 0 and "it is a table of Spark, which only the build reads: only files of this" in text
    for target, words in (
        ("far", "of type postgres: check knows duckdb and spark"),
        ("nope", "There is no target 'nope'"),
    ):
        code, text, message = run(["check", "--target", target, *lines], capsys)
        assert code == 2 and not text and words in message and message.count("\n") == 1


def test_declarations_that_a_build_refuses(tmp_path: Path) -> None:
    for declared, kind in (
        (Declaration("invoices", "x.csv"), "unknown_input"),
        (Declaration("orders", ""), "no_location"),
        (Declaration("orders", str(tmp_path / "x.csv")), "not_found"),
        (Declaration("orders", "shop.orders"), "not_found"),
        (Declaration("orders", "bad.'; drop table x; --"), "not_found"),
        (Declaration("orders", "x.csv", unknown=("colums",)), "unknown_key"),
    ):
        assert one(checked(declared), kind).level == "stops"


DATES = {
    "01.07.2023": forms.DAY_MONTH,
    "7/1/23": forms.DAY_MONTH,
    "2023/7/1": "year first with / or .",
    "2023年7月1日": "年月日",
    "45108": "Excel serial",
    "45108.75": "Excel serial",
    "1688169600": "epoch in s",
    "1688169600000": "epoch in ms",
    "20230701": "eight digits",
    "2023-07": "year and month",
    "1 Jul 2023": "month by name",
    "Jul 1, 2023 2:30:05 PM": forms.TWELVE_HOURS,
    "7/1/2023 2:30 pm": forms.TWELVE_HOURS,
    "1688169600123456": "epoch in µs",
    "2023-02-30": "ISO, but no such day or time",
    "2023-07-01 25:00": "ISO, but no such day or time",
    "soon": "other",
    "0": "other",
}
NUMBERS = {
    "1,234.50": "thousands separators",
    "1.234,50": "thousands separators",
    "12,50": "decimal comma",
    "(12.50)": "in parentheses",
    "1.234,50-": "with the minus at the end",
    "12 %": "percent",
    "€12.50": "with a currency",
    "12.50 EUR": "with a currency",
    "3万": "with 万, 亿, k or m",
    "1.5k": "with 万, 亿, k or m",
    "\uff11\uff12": "full-width digits",
    "1e30": "too large or not whole",
    "nan": "other",
    "--1": "other",
}


@pytest.mark.parametrize(
    ("column", "cell", "form"),
    [("ordered_at", cell, form) for cell, form in DATES.items()]
    + [("quantity", cell, form) for cell, form in NUMBERS.items()],
)
def test_the_form_of_a_value_is_named(tmp_path: Path, column: str, cell: str, form: str) -> None:
    finding = one(values(tmp_path, column, [cell, CONTRACT["order_lines"].column(column).example]), "untypable", column)
    assert finding.level == "warning" and f"1 {form}; such as '{cell}'" in finding.message


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("ordered_at", cell) for cell in ("2023-7-1", "2023-07-01T10:00Z", " 2023-07-01 10:00:00.5+02 ")),
        *(("quantity", cell) for cell in ("-1", "+.5", "1e2", "12.", "\u00a03 ")),
    ],
)
def test_plain_values_are_not_complained_of(tmp_path: Path, column: str, cell: str) -> None:
    assert kinds(values(tmp_path, column, [cell])) == []


def test_of_two_versions_without_a_date_one_is_kept(tmp_path: Path) -> None:
    judged = (path.read_text() for path in (ROOT / "models" / "intermediate").rglob("int_*_judged.sql"))
    calls = [re.search(r"judged_rows\(\s*'(\w+)'(?:,\s*(changed_at|latest)=)?", text) for text in judged]
    dated = {call[1]: call[2] for call in calls if call}
    assert {name for name, by in dated.items() if by is None} == set(UNDATED)
    assert {name for name, by in dated.items() if by == "changed_at"} == {
        name for name, table in CONTRACT.items() if CHANGED_AT in table.names
    }
    rates = "rate_date,currency,rate\n2024-01-01,USD,0.9\n2024-01-01,USD,0.5\n"
    message = one(of_file(tmp_path, rates, "exchange_rates"), "repeated_keys").message
    assert message.endswith(
        "; of several versions one is kept, as nothing tells the later, the others end in duplicate_rows"
    )


@pytest.mark.parametrize(
    ("input_name", "columns"),
    [
        ("loyalty_members", "loyalty_member_id,tier,joined_at"),
        ("products", "product_id,category,launched_date"),
        ("campaigns", "campaign_id,objective,started_at"),
    ],
)
@pytest.mark.parametrize(("changed", "is_told"), [(None, False), ("", False), ("2024-02-01", True)])
def test_of_two_versions_the_latest_is_told_by_the_time_of_the_change(
    tmp_path: Path, input_name: str, columns: str, changed: str | None, is_told: bool
) -> None:
    header, end = (columns, "") if changed is None else (f"{columns},updated_at", f",{changed}")
    rows = "".join(f"X1,{value},2024-01-01{end}\n" for value in ("a", "b"))
    message = one(of_file(tmp_path, f"{header}\n{rows}", input_name), "repeated_keys").message
    assert ("the latest is kept" in message) == is_told
    assert ("one is kept, as nothing tells the later" in message) != is_told


def test_of_versions_that_nothing_tells_apart_any_one_is_kept(tmp_path: Path) -> None:
    for table, columns in DECIDING.items():
        (path,) = (ROOT / "models" / "intermediate").rglob(f"int_{table}_judged.sql")
        call = re.search(r"judged_rows\('\w+', latest=\[([^]]*)\]", path.read_text())
        assert call is not None
        assert tuple(re.findall(r"(\w+) desc", call[1].replace("status_rank", "status"))) == columns
    header = "order_id,customer_id,ordered_at,order_amount,status\n"

    def of(*rows: str) -> str:
        return one(of_file(tmp_path, header + "\n".join(rows) + "\n", "orders"), "repeated_keys").message

    first, edited = "1,A,2023-07-01,100,shipped", "1,A,2023-07-01,80,shipped"
    assert "one is kept, as nothing tells the later" in of(first, edited, first)
    assert "of several versions the latest is kept, the others" in of(first, "1,A,2023-07-01,80,completed")
    assert "the latest is kept, of 1 that have the ordered_at and status of another any one, the others" in of(
        first, edited, "2,A,2023-07-01,80,shipped", "2,A,2023-07-02,80,shipped"
    )


def test_percents_are_read_in_shares_alone(tmp_path: Path) -> None:
    message = one(values(tmp_path, "score", ["9", "90%"], "survey_responses"), "untypable").message
    assert "1 percent; such as '90%'; rows with what is not read are quarantined. Write them as plain" in message
    found = one(values(tmp_path, "holdout_share", ["0.2", "20%"], "campaigns"), "untypable")
    assert found.level == "note" and found.message.endswith("they are read all the same")


def test_the_columns_of_shares_are_those_of_staging() -> None:
    staging = "\n".join(path.read_text() for path in (ROOT / "models" / "staging").rglob("stg_*.sql"))
    shares = set(re.findall(r"to_amount\('(\w+)'[^)]*is_share=true", staging)) | {"discount_value"}
    columns = [column for table in CONTRACT.values() for column in table.columns if column.type.startswith("decimal")]
    assert {column.name for column in columns if forms.takes_percents(column.unit)} == shares


def test_answers_without_a_score_or_a_time_are_told(tmp_path: Path) -> None:
    assert "half_answers" not in kinds(values(tmp_path, "score", ["9", "0"], "survey_responses"))
    lacking = one(values(tmp_path, "score", ["9", ""], "survey_responses"), "half_answers", "score")
    assert lacking.message == "1 (50.0 %) rows or more have a responded_at and no score: they are quarantined"
    lacking = one(values(tmp_path, "responded_at", ["2023-07-01", "", ""], "survey_responses"), "half_answers")
    assert lacking.column == "responded_at" and lacking.message.startswith("2 (66.7 %) rows or more have a score")


def test_the_forms_are_those_of_the_macros() -> None:
    typing = (ROOT / "macros" / "cleaning" / "typing.sql").read_text()
    for pattern in (forms.DAY, forms.TIME, forms.OFFSET, forms.NUMBER):
        assert f"'{pattern}'" in typing
    reader = (ROOT / "macros" / "engines" / "input_relation.sql").read_text()
    for option in re.findall(r"\w+ = (?:true|false)", reading.CSV_OPTIONS):
        assert option in reader


def test_the_examples_are_the_first_three(tmp_path: Path) -> None:
    found = values(tmp_path, "ordered_at", ["d", "c", "a", "a", "b", "2023-07-01"])
    assert "5 other; such as 'a', 'b', 'c'; " in one(found, "untypable").message


def test_booleans_and_whole_numbers(tmp_path: Path) -> None:
    cells = ["true", "FALSE", "1", "否", "yes", "maybe"]
    message = one(values(tmp_path, "is_holdout", cells, "campaign_touches"), "untypable").message
    assert "4 (66.7 %) values" in message and "2 yes or no in words, 1 0 or 1, 1 other" in message
    assert message.endswith("; 1 of them is not read; what is not read counts as empty. Write them as true or false")
    message = one(values(tmp_path, "reopened_count", ["1", "2.5"], "service_tickets"), "untypable").message
    assert message.startswith("1 (50.0 %) values are no plain bigint: 1 too large or not whole; such as '2.5'; what")


def test_shares_spans_and_far_days(tmp_path: Path) -> None:
    cells = ["1899-12-30", "2023-07-01", "2030-01-01", "2026-11-25 23:59", "x", "", ""]
    found = values(tmp_path, "ordered_at", cells)
    assert one(found, "untypable").message.startswith("1 (20.0 %) values are no plain timestamp: 1 other; such as 'x'")
    assert "; rows with what is not read are quarantined. Write them as" in one(found, "untypable").message
    assert (
        one(found, "empty_values").message == "2 (28.6 %) values are empty though required: these rows are quarantined"
    )
    assert one(found, "future_dates").message == "1 (14.3 %) values lie in the future, up to 2030-01-01 00:00:00"
    early = one(found, "early_dates").message
    assert (
        "1 (14.3 %) values lie before var company_start (1990-01-01), from 1899-12-30 00:00:00 on: these rows" in early
    )
    profile = found.tables[0].profile
    assert profile is not None
    assert next(c for c in profile.columns if c.name == "ordered_at").empty == 2


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["13/07/2023", "01/07/2023"], "the day stands first, the month second (first part above 12: 1"),
        (["07/13/2023", "01/07/2023"], "the month stands first, the day second"),
        (["07/13/2023", "13/07/2023"], "days and months are mixed up"),
        (["01/07/2023", "1.2.23"], "it cannot be told which part is the day (first part above 12: 0, second"),
    ],
)
def test_day_and_month(tmp_path: Path, cells: list[str], words: str) -> None:
    assert words in one(values(tmp_path, "ordered_at", cells), "day_month").message


def test_day_and_month_counts_say_what_they_saw() -> None:
    assert day_month((3, 0, 4)).endswith("(first part above 12: 3, second part above 12: 0, either way: 4)")


def hours(busy: range, n: int = 100) -> dict[int, int]:
    return {hour % 24: n for hour in busy}


@pytest.mark.parametrize(
    ("counts", "offset"),
    [
        (hours(range(6, 24)), None),  # quiet at night already
        (hours(range(14, 32)), -8),  # 18 busy hours that end at 8: quiet from 8 to 14
        (hours(range(22, 40)), 8),  # quiet from 16 to 22
        (hours(range(8, 20)), None),  # a shop: quiet from 20 to 8, the night is in it
        (hours(range(20, 32)), -11),  # a shop told 12 hours off: quiet from 8 to 20
        (hours(range(0, 24)), None),  # never quiet
        (hours(range(14, 32), 20), None),  # too few
        ({3: 1000, 15: 1000}, None),  # two quiet stretches
        ({}, None),
    ],
)
def test_the_offset_that_puts_the_quiet_hours_at_night(counts: dict[int, int], offset: int | None) -> None:
    assert likely_offset(counts) == offset


def test_a_wrong_zone_is_hinted_at(tmp_path: Path) -> None:
    cells = [f"2023-07-{1 + i % 28:02d} {(22 + i % 18) % 24:02d}:30:00" for i in range(900)]
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + "".join(f"{i},A,{cell},1,1\n" for i, cell in enumerate(cells)))
    declared = Declaration("order_lines", str(path))
    assert "a hint: the quiet hours are 16-22, which is night +8 h" in one(checked(declared), "time_zone").message
    assert kinds(checked(declared, timezone="Asia/Shanghai")) == []
    path.write_text(HEADER + "".join(f"{i},A,{cell}+00,1,1\n" for i, cell in enumerate(cells)))
    assert kinds(checked(declared)) == []


def test_keys_that_repeat_are_empty_or_do_not_meet(tmp_path: Path) -> None:
    orders, items = tmp_path / "orders.csv", tmp_path / "order_items.csv"
    orders.write_text(
        "order_id,customer_id,ordered_at,order_amount\no1,a,2023-07-01,1\nO1 ,a,2023-07-01,1\n,a,2023-07-01,1\n"
    )
    items.write_text(
        "order_item_id,order_id,product_id,quantity,unit_price\n1,O1,p,1,1\n2,o1.0,p,1,1\n3,o9,p,1,1\n4,,p,1,1\n"
    )
    found = checked(Declaration("orders", str(orders)), Declaration("order_items", str(items)))
    repeated = one(found, "repeated_keys").message
    assert repeated.startswith(
        "1 (33.3 %) rows repeat the key (order_id) of another row; of several versions one is kept, as nothing tells"
    )
    assert one(found, "empty_keys").message == "1 (33.3 %) rows have no key (order_id) and are quarantined"
    unmet = one(found, "unmet_keys")
    assert (unmet.column, unmet.message) == ("order_id", "2 (66.7 %) values are not in orders.order_id, such as 'O1.0'")
    assert "unmet_keys" not in kinds(checked(Declaration("order_items", str(items))))


def test_numbers_of_nobody_count_as_empty(tmp_path: Path) -> None:
    nobody = ["C1", "0", "0.0", "000000", "None", "nan", r"\N"]
    found = values(tmp_path, "crm_customer_id", nobody, "crm_customers")
    message = one(found, "empty_keys").message
    assert message.startswith(
        "6 (85.7 %) rows have no key (crm_customer_id) and are quarantined; zeros alone, None and"
    )
    found = values(tmp_path, "loyalty_member_id", nobody, "loyalty_transactions")
    message = one(found, "empty_values", "loyalty_member_id").message
    assert message.startswith("6 (85.7 %) values are empty though required: these rows are quarantined; zeros alone")
    found = values(tmp_path, "anonymous_id", nobody[1:], "web_events")
    assert one(found, "empty_values", "anonymous_id").level == "stops"
    assert not {"empty_keys", "empty_values"} & set(kinds(values(tmp_path, "product_id", ["0", "00"], "products")))
    orders = csv(
        tmp_path, "orders", "order_id,customer_id,ordered_at,order_amount\n1,0,2024-03-01,5\n1,C1,2024-03-01,5\n"
    )
    crm = csv(tmp_path, "crm_customers", "crm_customer_id,created_at\nC1,2024-03-01\n")
    assert not {"unmet_keys", "several_customers"} & set(kinds(checked(orders, crm)))


def test_campaigns_and_words_for_nothing_count_as_empty(tmp_path: Path) -> None:
    row = "1,A,2024-03-01,5"
    orders = csv(
        tmp_path,
        "orders",
        f"order_id,customer_id,ordered_at,order_amount,campaign_id\n{row},CAM7\n{row},0\n{row},None\n{row},\\N\n",
    )
    campaigns = csv(tmp_path, "campaigns", "campaign_id\nCAM7\n")
    assert "unmet_keys" not in kinds(checked(orders, campaigns))
    found = values(tmp_path, "order_id", ["1", r"\N", "0"], "orders")
    assert one(found, "empty_keys").message == "1 (33.3 %) rows have no key (order_id) and are quarantined"


def test_the_numbers_of_persons_are_those_of_staging() -> None:
    staging = "\n".join(path.read_text() for path in (ROOT / "models" / "staging").rglob("stg_*.sql"))
    read = {macro: set(re.findall(rf"\b{macro}\('(\w+)'\)", staging)) for macro in ("known_id", "plain_id")}
    assert read["known_id"] == set(reading.KNOWN_IDS) and not read["plain_id"] & read["known_id"]


def test_tables_of_a_duckdb_file(tmp_path: Path) -> None:
    database = tmp_path / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            'create schema "My Shop"; create table "My Shop".lines as select 1 as order_id, 2 as customer_id, '
            "timestamp '2023-07-01 10:00' as ordered_at, 1.5 as quantity, 2::double as unit_price"
        )
    found = checked(Declaration("order_lines", "My Shop.lines"), engine=Engine(database))
    assert kinds(found) == []
    database.write_bytes(b"no database at all" * 1000)
    assert one(checked(Declaration("order_lines", "lines"), engine=Engine(database)), "unreadable").level == "stops"


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(arguments)
    text = capsys.readouterr()
    return code, text.out, text.err


def test_exit_codes_report_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + LINE + LINE.replace("3.50", "3,50").replace("1,A", "2,B"))
    variables = json.dumps({"inputs": {"order_lines": {"location": str(path)}}})
    code, text, _ = run(["check", "--vars", variables], capsys)
    assert code == 0 and "order_lines.csv, 2 rows" in text and "A build would run" in text
    path.write_text(HEADER.replace("quantity", "gizmos") + LINE)
    code, text, _ = run(["check", "--vars", variables], capsys)
    assert code == 1 and "STOPS" in text and "leave an input empty: 1 of the findings must" in text
    code, text, _ = run(["check", "--folder", str(tmp_path), "--json"], capsys)
    content: dict[str, Any] = json.loads(text)
    assert code == 1 and content["stops"] is True and content["tables"][0]["profile"]["rows"] == 1
    assert max(len(line) for line in run(["check", "--vars", variables], capsys)[1].splitlines()) <= 120


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vars", "a: ["], "--vars is no YAML"),
        (["--vars", "3"], "--vars takes a mapping"),
        (["--vars", "{inputs: [orders]}"], "Var 'inputs' takes a mapping"),
        (["--vars", "{inputs: {orders: 3}}"], "Input 'orders' takes a location"),
        (["--vars", "{inputs: {orders: {location: [a, b]}}}"], "a location is one text, such as orders_*.csv"),
        (["--vars", "{inputs: {orders: {location: a, columns: [x]}}}"], "Input 'orders' takes a location"),
        (["--vars", "{as_of: null}"], "There is no dbt_project.yml here"),
        ([], "There is no dbt_project.yml here"),
        (["--folder", "nowhere"], "There is no folder nowhere."),
        (["--folder", "."], "is recognised as an input, such as orders.csv; there is: notes.csv: no input is like it"),
        (["--folder", "notes.csv"], "notes.csv is no folder."),
    ],
)
def test_usage_errors(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    (tmp_path / "notes.csv").write_text("a\n")
    code, text, message = run(["check", *arguments], capsys)
    assert code == 2 and not text and words in message


def test_the_project_and_its_demo_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DBT_PROJECT_DIR", raising=False)
    code, text, _ = run(["check"], capsys)
    assert code == 0 and "crm_customers: seeds/demo/crm_customers.csv, 2,432 rows" in text
    code, text, _ = run(["check", "--vars", (ROOT / "data" / "online_retail_ii.yml").read_text()], capsys)
    assert code == 0 and "1,067,371 rows" in text and "Customer ID" in text and "nothing to complain of" in text
    code, text, _ = run(["check", "--folder", "seeds/demo", "--json"], capsys)
    content = json.loads(text)
    assert code == 0 and len(content["tables"]) == 18
    found = {(t["table"], f["column"]) for t in content["tables"] for f in t["findings"] if f["kind"] == "untypable"}
    told = {finding["kind"] for table in content["tables"] for finding in table["findings"]}
    assert not {"before_opening", "off_scale", "other_scale"} & told
    assert {("privacy_requests", "requested_at"), ("orders", "order_amount"), ("exchange_rates", "rate_date")} <= found


GARBAGE = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(lambda tail: (HEADER + LINE).encode() + tail),
    st.binary(max_size=200).map(lambda body: b"PAR1" + body + b"PAR1"),
    st.text(max_size=200).map(lambda text: (HEADER + text).encode("utf-8", "surrogatepass")),
)


@settings(max_examples=60, deadline=None)
@given(content=GARBAGE, ending=st.sampled_from(["csv", "parquet", "tsv", "csv.gz"]))
def test_no_garbage_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str) -> None:
    found = of_file(tmp_path_factory.mktemp("garbage"), content, ending=ending)
    assert found.tables[0].profile is not None or found.stops


@settings(max_examples=40, deadline=None)
@given(cells=st.lists(st.text(max_size=30), min_size=1, max_size=5), column=st.sampled_from(["ordered_at", "quantity"]))
def test_no_cell_makes_it_fall_over(tmp_path_factory: pytest.TempPathFactory, cells: list[str], column: str) -> None:
    path = tmp_path_factory.mktemp("cells") / "order_lines.parquet"
    clean = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    names = HEADER.strip().split(",")
    pq.write_table(pa.table({name: clean if name == column else ["1"] * len(clean) for name in names}), path)
    profile = checked(Declaration("order_lines", str(path))).tables[0].profile
    assert profile is not None and profile.rows == len(clean)
