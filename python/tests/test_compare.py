"""customer360 compare: every kind of difference, between small DuckDB files made by hand."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from customer360.cli import main
from customer360.compare import TOLERANCE, Comparison, Table, compare, key_of, keyed_tables
from customer360.comparison_report import as_json, report
from customer360.warehouses import READ_ROWS, WarehouseError, double_quoted, open_duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse import Build

KEY = "customer_id"
CUSTOMERS = Table("customers", (KEY,))
ORDERS = Table("orders", (KEY,))
COLUMNS = "customer_id varchar, amount decimal(18, 4), risk double, seen_at timestamp, name varchar"
FILL = """
    insert into customers values
    ('a', 10.01, 0.5, '2024-01-01 10:00:00', 'Ann'),
    ('b', 20.02, 'nan', '2024-01-02 10:00:00', null),
    ('c', 30.03, 1e300, null, ''),
    ('d', null, '-infinity', '2024-01-04 10:00:00', 'Zoë''s "shop"')
"""


def database(path: Path, *statements: str) -> Path:
    """A DuckDB file with the table customers, and what the statements make of it."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for statement in (f"create table customers ({COLUMNS})", FILL, *statements):
            connection.execute(statement)
    return path


def sides(folder: Path, left: Sequence[str] = (), right: Sequence[str] = ()) -> tuple[str, str]:
    """The two files, as compare takes them."""
    return (
        f"duckdb:{database(folder / 'left.duckdb', *left)}",
        f"duckdb:{database(folder / 'right.duckdb', *right)}",
    )


def difference(folder: Path, *statements: str, table: Table = CUSTOMERS, **options: Any) -> Comparison:
    """Compare the table as it is with what the statements make of it."""
    (found,) = compare(*sides(folder, right=statements), [table], **options)
    return found


def manifest(folder: Path, *names: str, tested: bool = True, **overrides: Any) -> Path:
    """A manifest of dbt with marts of these names, keyed by customer_id."""
    nodes: dict[str, Any] = {}
    for name in names:
        nodes[name] = {
            "resource_type": "model",
            "unique_id": name,
            "alias": name,
            "original_file_path": f"models/marts/{name}.sql",
            "config": {"materialized": "table", "schema": None},
        } | overrides
        if tested:
            nodes[f"unique_{name}"] = {
                "resource_type": "test",
                "attached_node": name,
                "config": {"where": None},
                "test_metadata": held("unique", KEY),
            }
    path = folder / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}))
    return path


def held(name: str, *columns: str) -> dict[str, Any]:
    """What the manifest tells about a test of these columns."""
    kwargs = (
        {"columns": list(columns)}
        if name in ("primary_key", "filled", "unique_combination")
        else {"column_name": columns[0]}
    )
    return {"name": name, "kwargs": kwargs}


def command(folder: Path, *options: str, left: Sequence[str] = (), right: Sequence[str] = ()) -> list[str]:
    """A command line that compares the table customers."""
    left_side, right_side = sides(folder, left, right)
    described = ["--manifest", str(manifest(folder, "customers"))]
    return ["compare", "--left", left_side, "--right", right_side, *described, *options]


def test_equal_tables(tmp_path: Path) -> None:
    found = difference(tmp_path, "create table other as from customers")
    assert found.is_equal and found.rows == (4, 4) and found.cells == 20
    assert found.largest_relative_difference == 0 and not found.first_rows


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path) -> None:
    turned = "select name, risk, * exclude (name, risk) from customers order by all desc"
    assert difference(tmp_path, f"create or replace table customers as {turned}").is_equal


def test_empty_tables(tmp_path: Path) -> None:
    left, right = sides(tmp_path, ["delete from customers"], ["delete from customers"])
    (found,) = compare(left, right, [CUSTOMERS])
    assert found.is_equal and found.rows == (0, 0) and found.cells == 0
    assert found.largest_relative_difference is None
    assert not difference(tmp_path, "delete from customers").is_equal


def test_times_with_a_zone_are_the_same_times_in_utc(tmp_path: Path) -> None:
    zoned = "alter table customers alter seen_at type timestamptz using seen_at at time zone '{}'"
    found = difference(tmp_path, "set timezone = 'America/New_York'", zoned.format("UTC"))
    assert found.is_equal and not found.types
    found = difference(tmp_path, "set timezone = 'America/New_York'", zoned.format("America/New_York"))
    assert found.differing_cells == {"seen_at": 3}


def test_rows_on_one_side(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        "delete from customers where customer_id = 'a'",
        "insert into customers (customer_id) values ('e'), (null)",
    )
    assert not found.is_equal and found.rows_without_partner == (1, 2) and not found.differing_cells
    assert found.cells == 3 * 5
    first, second, third = found.first_rows
    assert first.left and first.left["name"] == "'Ann'" and first.right is None
    assert second.right and second.right[KEY] == "'e'" and second.left is None
    assert third.right and third.right[KEY] is None


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("name = 'ann' where customer_id = 'a'", "name"),
        ("name = 'Ann ' where customer_id = 'a'", "name"),
        ("name = '' where customer_id = 'b'", "name"),
        ("name = null where customer_id = 'c'", "name"),
        ("amount = 20.03 where customer_id = 'b'", "amount"),
        ("amount = 0 where customer_id = 'd'", "amount"),
        ("seen_at = '2024-01-01 10:00:00.000001' where customer_id = 'a'", "seen_at"),
        ("risk = 0.5 * (1 + 2e-9) where customer_id = 'a'", "risk"),
        ("risk = -0.5 where customer_id = 'a'", "risk"),
        ("risk = null where customer_id = 'a'", "risk"),
        ("risk = null where customer_id = 'b'", "risk"),
        ("risk = 0 where customer_id = 'b'", "risk"),
        ("risk = 'nan' where customer_id = 'c'", "risk"),
        ("risk = 'infinity' where customer_id = 'c'", "risk"),
        ("risk = -1e300 where customer_id = 'c'", "risk"),
        ("risk = -1.7e308 where customer_id = 'c'", "risk"),
        ("risk = 'infinity' where customer_id = 'd'", "risk"),
    ],
)
def test_one_cell(tmp_path: Path, change: str, column: str) -> None:
    found = difference(tmp_path, f"update customers set {change}")
    assert not found.is_equal and found.differing_cells == {column: 1}
    (pair,) = found.first_rows
    assert pair.differing == [column] and pair.left and pair.right and pair.left[column] != pair.right[column]
    others = pair.left.keys() - {column}
    assert all(pair.left[other] == pair.right[other] for other in others)


def test_floats_within_the_tolerance(tmp_path: Path) -> None:
    found = difference(tmp_path, "update customers set risk = 0.5 * (1 + 5e-10) where customer_id = 'a'")
    assert found.is_equal and found.largest_relative_difference == pytest.approx(5e-10)
    found = difference(tmp_path, "update customers set risk = 0.51 where customer_id = 'a'")
    assert found.largest_relative_difference == pytest.approx(0.01 / 0.51)


@pytest.mark.parametrize(("tolerance", "is_equal"), [(0.0, False), (0.01, False), (0.02, True), (0.5, True)])
def test_the_tolerance_is_for_floats_only(tmp_path: Path, tolerance: float, is_equal: bool) -> None:
    risk = "update customers set risk = 0.51 where customer_id = 'a'"
    assert difference(tmp_path, risk, tolerance=tolerance).is_equal is is_equal
    amount = "update customers set amount = 10.0101 where customer_id = 'a'"
    assert not difference(tmp_path, amount, tolerance=tolerance).is_equal
    nan = "update customers set risk = 'nan' where customer_id = 'a'"
    assert not difference(tmp_path, nan, tolerance=tolerance).is_equal


@pytest.mark.parametrize(
    ("column", "old", "new", "differing"),
    [
        ("amount", "DECIMAL(18,4)", "DECIMAL(18,2)", 0),
        ("amount", "DECIMAL(18,4)", "DOUBLE", 0),
        ("amount", "DECIMAL(18,4)", "BIGINT", 3),
        ("amount", "DECIMAL(18,4)", "VARCHAR", 0),
        ("risk", "DOUBLE", "FLOAT", 0),
        ("seen_at", "TIMESTAMP", "VARCHAR", 0),
        ("seen_at", "TIMESTAMP", "DATE", 3),
    ],
)
def test_types(tmp_path: Path, column: str, old: str, new: str, differing: int) -> None:
    fits = "update customers set risk = 0.25 where customer_id = 'c'"
    left, right = sides(tmp_path, [fits], [fits, f"alter table customers alter {column} type {new}"])
    (found,) = compare(left, right, [CUSTOMERS])
    assert not found.is_equal and found.types == {column: (old, new)}
    assert sum(found.differing_cells.values()) == differing
    assert f"type of {column}: {old} on the left, {new} on the right" in report(left, right, TOLERANCE, [found])


def test_types_of_lists_are_compared_as_text(tmp_path: Path) -> None:
    left, right = sides(
        tmp_path,
        ["create or replace table customers as select customer_id, [amount] as amounts from customers"],
        ["create or replace table customers as select customer_id, [amount::decimal(18, 2)] as amounts from customers"],
    )
    (found,) = compare(left, right, [CUSTOMERS])
    assert found.types == {"amounts": ("DECIMAL(18,4)[]", "DECIMAL(18,2)[]")}


def test_a_table_on_one_side(tmp_path: Path) -> None:
    left, right = sides(tmp_path, right=["create table orders as from customers"])
    for one, other, rows, side in ((left, right, (None, 4), "left"), (right, left, (4, None), "right")):
        customers, orders = compare(one, other, [CUSTOMERS, ORDERS])
        assert customers.is_equal and not orders.is_equal and orders.rows == rows and orders.cells == 0
        text = report(one, other, TOLERANCE, [customers, orders])
        assert f"there is no such table on the {side}" in text
        assert text.endswith("DIFFERENT: 1 of 2 tables (orders)")


def test_a_table_on_neither_side(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="Neither side has orders, products, which the manifest lists: build"):
        compare(*sides(tmp_path), [CUSTOMERS, ORDERS, Table("products", (KEY,))])


@pytest.mark.parametrize("empty", ["left", "right"])
def test_a_side_with_none_of_the_tables(tmp_path: Path, empty: str) -> None:
    left, right = sides(tmp_path, **{empty: ["drop table customers"]})
    with pytest.raises(WarehouseError, match=rf"{empty}\.duckdb \(DuckDB\) has none of the tables to compare"):
        compare(left, right, [CUSTOMERS])


def test_columns_on_one_side(tmp_path: Path) -> None:
    found = difference(
        tmp_path,
        "alter table customers drop name",
        "alter table customers add city varchar",
        "update customers set city = 'Oslo'",
    )
    assert not found.is_equal and found.missing_columns == (["city"], ["name"])
    assert not found.differing_cells and found.cells == 4 * 4 and not found.first_rows
    text = report("one", "other", TOLERANCE, [found])
    assert "columns missing on the left: city" in text and "columns missing on the right: name" in text
    found = difference(
        tmp_path, "alter table customers rename name to city", "update customers set amount = 1 where customer_id = 'a'"
    )
    assert found.differing_cells == {"amount": 1}
    lines = [line.split() for line in report("one", "other", TOLERANCE, [found]).splitlines()]
    assert ["*", "amount", "10.0100", "1.0000"] in lines
    assert ["name", "'Ann'", "-"] in lines and ["city", "-", "'Ann'"] in lines


def test_a_key_column_on_one_side(tmp_path: Path) -> None:
    found = difference(tmp_path, "alter table customers rename customer_id to buyer_id")
    assert not found.is_equal and found.missing_columns == (["buyer_id"], [KEY])
    assert found.rows == (4, 4) and found.cells == 0
    assert "columns missing on the right: customer_id" in report("one", "other", TOLERANCE, [found])


def test_a_key_column_on_neither_side(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="Neither side has buyer_id, the key of customers"):
        difference(tmp_path, table=Table("customers", (KEY, "buyer_id")))


def test_repeated_keys_are_set_apart(tmp_path: Path) -> None:
    """A row of a repeated key has no partner it could be compared with, whatever the other side holds."""
    repeat_a = "insert into customers select * replace ('other' as name) from customers where customer_id = 'a'"
    found = difference(tmp_path, repeat_a, repeat_a, "update customers set name = 'Bo' where customer_id = 'b'")
    assert not found.is_equal and found.repeated_keys == (0, 1) and found.rows == (4, 7)
    assert found.first_repeated_keys == [{KEY: "'a'"}]
    assert found.rows_without_partner == (0, 0) and found.cells == 3 * 5
    assert found.differing_cells == {"name": 1}
    assert [pair.left[KEY] for pair in found.first_rows if pair.left] == ["'b'"]
    text = report("one", "other", TOLERANCE, [found])
    assert "keys in several rows on the right: 1" in text and "a key in several rows: customer_id = 'a'" in text
    assert "keys in several rows on the left" not in text


def test_equal_tables_with_repeated_keys_differ(tmp_path: Path) -> None:
    """The key does not hold, so nobody can say that the rows are equal."""
    repeat = "insert into customers select * from customers where customer_id in ('a', 'c')"
    nobody = "insert into customers (customer_id) values (null), (null)"
    left, right = sides(tmp_path, [repeat, nobody], [repeat, nobody])
    (found,) = compare(left, right, [CUSTOMERS])
    assert not found.is_equal and found.repeated_keys == (3, 3) and found.cells == 2 * 5
    assert found.first_repeated_keys == [{KEY: "'a'"}, {KEY: "'c'"}, {KEY: None}]
    assert "a key in several rows: customer_id = NULL" in report(left, right, TOLERANCE, [found])
    (found,) = compare(left, right, [CUSTOMERS], rows_shown=1)
    assert found.first_repeated_keys == [{KEY: "'a'"}] and found.repeated_keys == (3, 3)


def test_null_is_a_key_like_any_other(tmp_path: Path) -> None:
    nobody = "insert into customers (customer_id, amount) values (null, {})"
    left, right = sides(tmp_path, [nobody.format(1)], [nobody.format(1)])
    (found,) = compare(left, right, [CUSTOMERS])
    assert found.is_equal and found.cells == 5 * 5
    left, right = sides(tmp_path, [nobody.format(1)], [nobody.format(2)])
    (found,) = compare(left, right, [CUSTOMERS])
    assert found.differing_cells == {"amount": 1} and found.rows_without_partner == (0, 0)
    assert "customer_id = NULL\n" in report(left, right, TOLERANCE, [found])


def test_composite_keys(tmp_path: Path) -> None:
    """Rows match where all columns of the key do, NULL included; neither column identifies a row alone."""
    table = Table("scores", ("snapshot", KEY))
    rows = "(1, 'a', 10), (1, 'b', 20), (2, 'a', 30), (2, null, 40), (null, 'a', 50)"
    scores = f"create table scores as from (values {rows}) as t (snapshot, customer_id, score)"
    left, right = sides(
        tmp_path, [scores], [scores, "update scores set score = score + 1 where snapshot = 2 or customer_id = 'b'"]
    )
    (found,) = compare(left, left, [table])
    assert found.is_equal and found.cells == 15 and found.repeated_keys == (0, 0)
    (found,) = compare(left, right, [table])
    assert found.differing_cells == {"score": 3} and found.rows_without_partner == (0, 0)
    keys = [(pair.left["snapshot"], pair.left[KEY]) for pair in found.first_rows if pair.left]
    assert keys == [("1", "'b'"), ("2", "'a'"), ("2", None)]
    text = report(left, right, TOLERANCE, [found])
    assert "  snapshot = 1, customer_id = 'b'\n" in text and "  snapshot = 2, customer_id = NULL\n" in text


def test_a_table_that_is_all_key(tmp_path: Path) -> None:
    table = Table("customers", (KEY, "amount", "risk", "seen_at", "name"))
    assert difference(tmp_path, table=table).is_equal
    found = difference(tmp_path, "update customers set risk = 0.6 where customer_id = 'a'", table=table)
    assert found.rows_without_partner == (1, 1) and not found.differing_cells
    assert [(pair.left or {}).get("risk") for pair in found.first_rows] == ["0.5", None]
    assert [(pair.right or {}).get("risk") for pair in found.first_rows] == [None, "0.6"]


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 9])
def test_the_first_differing_rows_by_key_in_full(tmp_path: Path, rows: int, capsys: pytest.CaptureFixture[str]) -> None:
    change = [
        "update customers set amount = 1 where customer_id = 'd'",
        "delete from customers where customer_id = 'c'",
        "insert into customers (customer_id, amount) values ('b2', 7)",
    ]
    assert main(command(tmp_path, "--rows", str(rows), right=change)) == 1
    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    b2 = [
        ["customer_id", "=", "'b2',", "only", "on", "the", "right"],
        ["column", "left", "right"],
        ["-----------", "----", "------"],
        ["customer_id", "-", "'b2'"],
        ["amount", "-", "7.0000"],
        *([column, "-", "NULL"] for column in ("risk", "seen_at", "name")),
    ]
    c = [
        ["customer_id", "=", "'c',", "only", "on", "the", "left"],
        ["column", "left", "right"],
        ["-----------", "-------", "-----"],
        ["customer_id", "'c'", "-"],
        ["amount", "30.0300", "-"],
        ["risk", "1e+300", "-"],
        ["seen_at", "NULL", "-"],
        ["name", "''", "-"],
    ]
    d = [
        ["customer_id", "=", "'d'"],
        ["column", "left", "right"],
        ["-", "-----------", "-------------------", "-------------------"],
        ["customer_id", "'d'", "'d'"],
        ["*", "amount", "NULL", "1.0000"],
        ["risk", "-inf", "-inf"],
        ["seen_at", *("2024-01-04", "10:00:00") * 2],
        ["name", *("'Zoë\\'s", '"shop"\'') * 2],
    ]
    start = printed.index(["rows", "only", "on", "the", "right:", "1"]) + 2
    expected = [line for block in [b2, c, d][:rows] for line in [[], *block]]
    assert printed[start:-2] == expected
    assert printed[-1] == ["DIFFERENT:", "1", "of", "1", "tables", "(customers)"]


def test_text_of_the_data_stays_in_its_cell(tmp_path: Path) -> None:
    """A cell can neither break a line nor pass for the verdict, and both sides of a row stay beside each other."""
    text = "x\nEQUAL: 1 tables\r\n\u2028\x1b[31m\t'\"\\ NULL"
    literal = text.replace("'", "''")
    found = difference(
        tmp_path,
        f"update customers set name = '{literal}' where customer_id = 'a'",
        f"update customers set customer_id = '{literal}' where customer_id = 'b'",
        "update customers set name = 'NULL' where customer_id = 'c'",
    )
    printed = report("one", "other", TOLERANCE, [found])
    lines = printed.splitlines()
    assert not any(line.startswith("EQUAL") for line in lines) and "\x1b" not in printed and "\t" not in printed
    assert f"  *  name         'Ann'                {text!r}" in lines
    assert f"  customer_id = {text!r}, only on the right" in lines
    assert [line.split() for line in lines if line.startswith("  *")][1] == ["*", "name", "''", "'NULL'"]
    parsed = json.loads(as_json("one", "other", TOLERANCE, [found]))
    assert parsed["tables"][0]["first_rows"][0]["right"]["name"] == repr(text)


def test_names_of_columns_may_hold_anything(tmp_path: Path) -> None:
    name, key = 'full "name" of, l.x', 'the "id"'
    renamed = [
        f"alter table customers rename name to {double_quoted(name)}",
        f"alter table customers rename customer_id to {double_quoted(key)}",
    ]
    changed = f"update customers set {double_quoted(name)} = 'x' where {double_quoted(key)} = 'a'"
    (found,) = compare(*sides(tmp_path, renamed, [*renamed, changed]), [Table("customers", (key,))])
    assert found.differing_cells == {name: 1}


def test_json_holds_the_same_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = [
        "update customers set risk = 'nan', amount = 1, name = 'Zoé' where customer_id = 'a'",
        "update customers set risk = 0.5 where customer_id = 'b'",
        "alter table customers alter seen_at type varchar",
        "alter table customers add city varchar",
        "insert into customers (customer_id) values ('e'), ('e')",
        "delete from customers where customer_id = 'c'",
    ]
    arguments = command(tmp_path, "--json", "--tolerance", "0.25", right=change)
    assert main(arguments) == 1
    parsed = json.loads(capsys.readouterr().out)
    left, right = arguments[2], arguments[4]
    (found,) = compare(left, right, [CUSTOMERS], 0.25)
    assert (parsed["left"], parsed["right"], parsed["tolerance"], parsed["is_equal"]) == (left, right, 0.25, False)
    (table,) = parsed["tables"]
    assert table.pop("table") == {"name": "customers", "key": [KEY]}
    assert table == {
        "name": "customers",
        "key": [KEY],
        "is_equal": False,
        "rows": [4, 5],
        "missing_columns": [["city"], []],
        "types": {"seen_at": ["TIMESTAMP", "VARCHAR"]},
        "repeated_keys": [0, 1],
        "rows_without_partner": [1, 0],
        "cells": 15,
        "differing_cells": {"amount": 1, "risk": 2, "name": 1},
        "largest_relative_difference": 0.0,
        "first_repeated_keys": [{KEY: "'e'"}],
        "first_rows": [
            {"left": pair.left, "right": pair.right, "differing": pair.differing} for pair in found.first_rows
        ],
    }
    assert [row["left"][KEY] for row in table["first_rows"]] == ["'a'", "'b'", "'c'"]
    assert main(command(tmp_path, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["is_equal"] is True


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 equal, 1 different, 2 could not compare: one line on stderr, nothing on stdout."""
    assert main(command(tmp_path)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "EQUAL: 1 tables, 4 rows, 20 cells; floats within 1e-09"
    assert main(command(tmp_path, right=["update customers set risk = 0.6 where customer_id = 'a'"])) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "DIFFERENT: 1 of 1 tables (customers)"
    assert main(command(tmp_path, "--tolerance", "0.2")) == 0
    capsys.readouterr()
    (tmp_path / "left.duckdb").write_text("not a database")
    left, right = f"duckdb:{tmp_path / 'left.duckdb'}", f"duckdb:{tmp_path / 'right.duckdb'}"
    described = ["--manifest", str(tmp_path / "manifest.json")]
    for one, other, words in (
        (left, right, "cannot be opened"),
        (right, left, "cannot be opened"),
        (right, f"duckdb:{tmp_path / 'none.duckdb'}", "There is no warehouse file at"),
    ):
        assert main(["compare", "--left", one, "--right", other, *described]) == 2
        printed = capsys.readouterr()
        assert words in printed.err and not printed.out and len(printed.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--rows", "-1"], "-1 is not a whole number from 0 on"),
        (["--rows", "1.5"], "1.5 is not a whole number"),
        (["--tolerance", "1"], "1 is not a number from 0 to below 1"),
        (["--tolerance", "-1e-9"], "is not a number from 0 to below 1"),
        (["--tolerance", "nan"], "nan is not a number"),
        (["--tolerance", "x"], "x is not a number"),
    ],
)
def test_options_out_of_range(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    joined = [f"{options[0]}={options[1]}"]
    with pytest.raises(SystemExit) as stopped:
        main(command(tmp_path, *joined))
    assert stopped.value.code == 2 and words in capsys.readouterr().err


def test_only_the_chosen_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copies = [f"create table {name} as from customers" for name in ("orders", "products")]
    left, right = sides(tmp_path, copies, [*copies, "delete from orders"])
    options = ["--manifest", str(manifest(tmp_path, "customers", "orders", "products"))]
    arguments = ["compare", "--left", left, "--right", right, *options]
    assert main([*arguments, "--json"]) == 1
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert [table["name"] for table in tables] == ["customers", "orders", "products"]
    assert main([*arguments, "--json", "--tables", " products, customers"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert [table["name"] for table in tables] == ["customers", "products"]
    assert main([*arguments, "--tables", "orders"]) == 1
    capsys.readouterr()
    assert main([*arguments, "--tables", "customers,shops,carts"]) == 2
    assert capsys.readouterr().err.startswith("No mart or prediction is called carts, shops: see ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "There is no manifest of dbt at {}: run `dbt parse` first."),
        *(
            (content, "{} is no manifest of dbt, or one of another version: run `dbt parse` anew.")
            for content in (
                "not json",
                "{}",
                "[]",
                '{"nodes": []}',
                '{"nodes": {"a": {"resource_type": "model"}}}',
                '{"nodes": {"a": {"resource_type": "test", "config": null}}}',
            )
        ),
        ('{"nodes": {}}', "{} knows no mart: run `dbt parse` in the project's folder anew."),
    ],
)
def test_no_manifest(tmp_path: Path, content: str | None, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = command(tmp_path)
    (tmp_path / "manifest.json").unlink()
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    assert main(arguments) == 2
    assert capsys.readouterr().err == words.format(tmp_path / "manifest.json") + "\n"


def test_a_manifest_of_another_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = command(tmp_path)
    manifest(tmp_path, "customers", "added_later")
    assert main(arguments) == 2
    message = capsys.readouterr().err
    assert "Neither side has added_later, which the manifest lists: build" in message and message.count("\n") == 1


def test_a_table_without_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = command(tmp_path)
    manifest(tmp_path, "customers", tested=False)
    assert main(arguments) == 2
    assert "The table customers has no key: give it a test" in capsys.readouterr().err


def test_marts_and_predictions_only(tmp_path: Path) -> None:
    assert keyed_tables(manifest(tmp_path, "b", "a")) == [Table("a", (KEY,)), Table("b", (KEY,))]
    for chosen in (
        {"config": {"materialized": "incremental", "schema": None}},
        {"config": {"materialized": "view", "schema": None}},
        {"original_file_path": "models/predictions/churn/a.py"},
        {"original_file_path": "models/marts/core/a.sql"},
    ):
        assert keyed_tables(manifest(tmp_path, "a", **chosen)) == [Table("a", (KEY,))]
    for left_out in (
        {"config": {"materialized": "ephemeral", "schema": None}},
        {"config": {"materialized": "table", "schema": "intermediate"}},
        {"original_file_path": "models/intermediate/a.sql"},
        {"original_file_path": "models/martsy/a.sql"},
        {"resource_type": "seed"},
    ):
        with pytest.raises(WarehouseError, match="knows no mart"):
            keyed_tables(manifest(tmp_path, "a", **left_out))


def test_a_table_has_its_alias_as_name_and_no_key_of_part_of_its_rows(tmp_path: Path) -> None:
    path = manifest(tmp_path, "a", alias="customers")
    assert keyed_tables(path) == [Table("customers", (KEY,))]
    described = json.loads(path.read_text())
    described["nodes"]["unique_a"]["config"]["where"] = "customer_id > 'x'"
    path.write_text(json.dumps(described))
    with pytest.raises(WarehouseError, match="The table customers has no key"):
        keyed_tables(path)


@pytest.mark.parametrize(
    ("tests", "key"),
    [
        ([held("unique", "a")], ("a",)),
        ([held("unique_combination", "b", "a")], ("b", "a")),
        # the shortest
        ([held("unique_combination", "a", "b"), held("unique", "z")], ("z",)),
        ([held("unique_combination", "a", "b", "c"), held("unique_combination", "y", "z")], ("y", "z")),
        # then by name
        ([held("unique", "b"), held("unique", "a")], ("a",)),
        ([held("unique_combination", "b", "a"), held("unique_combination", "a", "c")], ("a", "c")),
        # before both, the one never NULL
        ([held("unique", "a"), held("unique", "b"), held("not_null", "b")], ("b",)),
        (
            [held("unique", "a"), held("unique_combination", "b", "c"), *(held("not_null", name) for name in "bc")],
            ("b", "c"),
        ),
        # which it is only if none of its columns can be
        ([held("unique", "a"), held("unique_combination", "b", "c"), held("not_null", "b")], ("a",)),
        ([held("unique", "a"), held("primary_key", "c", "b")], ("c", "b")),
        ([held("unique", "a"), held("unique", "b"), held("filled", "c", "b")], ("b",)),
        # other tests say nothing
        ([held("unique", "b"), held("accepted_values", "a"), held("relationships", "a")], ("b",)),
    ],
)
def test_the_key_of_several(tests: list[dict[str, Any]], key: tuple[str, ...]) -> None:
    assert key_of("customers", tests) == key
    assert key_of("customers", tests[::-1]) == key


def test_no_key_at_all() -> None:
    for tests in ([], [held("not_null", "a")]):
        with pytest.raises(WarehouseError, match="The table customers has no key"):
            key_of("customers", tests)


def test_the_keys_of_the_project_hold(full: Build) -> None:
    """Every mart and prediction of the real manifest is in the build, and compared with itself it is equal."""
    tables = keyed_tables(full.database.parent / "target" / "manifest.json")
    assert {"customer_orders", "orders", "customer_360", "churn_predictions", "customer_clusters"} <= {
        table.name for table in tables
    }
    marts = full.rows("select table_name from information_schema.tables where table_schema = 'main'")
    assert {table.name for table in tables} <= {name for (name,) in marts}
    found = compare(f"duckdb:{full.database}", f"duckdb:{full.database}", tables)
    assert all(one.is_equal for one in found), report("full", "full", TOLERANCE, found)
    assert sum(one.cells for one in found) > 1_000_000


def test_a_reader_that_goes_away_is_no_verdict(tmp_path: Path) -> None:
    """`customer360 compare ... | head` must not say equal by its exit code, nor print a stack trace."""
    nobody_reads, stdout = os.pipe()
    os.close(nobody_reads)
    arguments = command(tmp_path, right=["delete from customers"])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "customer360.cli", *arguments], stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(stdout)
    assert (done.returncode, done.stderr) == (2, b"")


#: A cell of each type that marts hold, without its changes of no consequence: NaN is one value, floats are short.
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "bigint": st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2),
    "boolean": st.none() | st.booleans(),
    "decimal(18, 4)": st.none() | st.integers(-(10**17), 10**17).map(lambda n: Decimal(n).scaleb(-4)),
    "double": st.none() | st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e-300, 1.7e308, -1.7e308, 0.5, 1.0]),
    "timestamp": st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    "date": st.none() | st.dates(),
    "varchar": st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
}


@dataclass
class Mutated:
    """A random table, keyed by its first columns, and the same table with one cell of another column changed."""

    types: list[str]
    n_keys: int
    rows: list[tuple[Any, ...]]
    row: int
    column: int
    value: Any

    @property
    def names(self) -> list[str]:
        return [f"c{i}" for i in range(len(self.types))]

    @property
    def mutated_rows(self) -> list[tuple[Any, ...]]:
        rows = list(self.rows)
        changed = list(rows[self.row])
        changed[self.column] = self.value
        rows[self.row] = tuple(changed)
        return rows


def comparable(value: object) -> object:
    """A value that equals itself, NaN included."""
    return repr(value) if isinstance(value, float) else value


@st.composite
def mutated_tables(draw: st.DrawFn) -> Mutated:
    kinds = st.sampled_from(sorted(CELLS))
    key_types = draw(st.lists(kinds, min_size=1, max_size=2))
    types = key_types + draw(st.lists(kinds, min_size=1, max_size=4))
    rows = draw(
        st.lists(
            st.tuples(*(CELLS[kind] for kind in types)),
            min_size=1,
            max_size=8,
            unique_by=lambda row: tuple(comparable(value) for value in row[: len(key_types)]),
        )
    )
    row = draw(st.integers(0, len(rows) - 1))
    column = draw(st.integers(len(key_types), len(types) - 1))
    old = comparable(rows[row][column])
    value = draw(CELLS[types[column]].filter(lambda new: comparable(new) != old))
    return Mutated(types, len(key_types), rows, row, column, value)


def stored(path: Path, tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]]) -> str:
    """A DuckDB file with these tables, given as types and rows, as compare takes it."""
    with duckdb.connect(str(path)) as connection:
        for name, (types, rows) in tables.items():
            columns = ", ".join(f"c{i} {kind}" for i, kind in enumerate(types))
            places = ", ".join([f"({', '.join('?' * len(types))})"] * len(rows))
            connection.execute(f"create table {name} ({columns})")
            connection.execute(f"insert into {name} values {places}", [value for row in rows for value in row])
    return f"duckdb:{path}"


@settings(max_examples=25, deadline=None)
@given(st.lists(mutated_tables(), min_size=1, max_size=6))
def test_one_random_cell_is_found_and_nothing_else(drawn: list[Mutated]) -> None:
    """Of each table there is a copy as well, which must be equal; the rows of the right lie in another order."""
    before = {f"t{i}": (one.types, one.rows) for i, one in enumerate(drawn)}
    after = {f"t{i}": (one.types, one.mutated_rows[::-1]) for i, one in enumerate(drawn)}
    copies = {f"copy{i}": (one.types, one.rows) for i, one in enumerate(drawn)}
    turned = {name: (types, rows[::-1]) for name, (types, rows) in copies.items()}
    tables = [
        Table(f"{name}{i}", tuple(one.names[: one.n_keys])) for name in ("t", "copy") for i, one in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        left = stored(Path(folder) / "left.duckdb", before | copies)
        right = stored(Path(folder) / "right.duckdb", after | turned)
        there, back = compare(left, right, tables), compare(right, left, tables)
    for found in there[len(drawn) :] + back[len(drawn) :]:
        assert found.is_equal and not found.first_rows
    for mutated, forwards, backwards in zip(drawn, there, back, strict=False):
        is_found(mutated, forwards)
        (pair,), (reverse,) = forwards.first_rows, backwards.first_rows
        assert (reverse.left, reverse.right, reverse.differing) == (pair.right, pair.left, pair.differing)
        assert (backwards.differing_cells, backwards.cells) == (forwards.differing_cells, forwards.cells)
        assert backwards.largest_relative_difference == forwards.largest_relative_difference


def is_found(mutated: Mutated, found: Comparison) -> None:
    """Whether exactly the changed cell was found, in its row."""
    column = mutated.names[mutated.column]
    assert not found.is_equal and found.differing_cells == {column: 1}
    assert found.rows_without_partner == (0, 0) and found.repeated_keys == (0, 0) and not found.types
    assert found.cells == len(mutated.rows) * len(mutated.types)
    (pair,) = found.first_rows
    assert pair.differing == [column] and pair.left is not None and pair.right is not None
    assert [name for name in mutated.names if pair.left[name] != pair.right[name]] == [column]
    row = dict(zip(mutated.names, mutated.rows[mutated.row], strict=True))
    assert {name for name in row if row[name] is None} == {name for name in pair.left if pair.left[name] is None}
    texts = {name: repr(value) for name, value in row.items() if isinstance(value, str | float)}
    assert texts == {name: pair.left[name] for name in texts}


N_ROWS = 600_000


def test_a_large_table_of_a_file_comes_in_batches(tmp_path: Path) -> None:
    many = f"create or replace table customers as select i as customer_id, i / 7 as risk from range({N_ROWS}) as r (i)"
    left, right = sides(tmp_path, [many], [many, "update customers set risk = 1 where customer_id = 412345"])
    with open_duckdb(tmp_path / "left.duckdb") as warehouse:
        sizes = [batch.num_rows for batch in warehouse.batches("customers", (KEY,))]
    assert sum(sizes) == N_ROWS and len(sizes) > 1 and max(sizes) <= READ_ROWS
    (found,) = compare(left, right, [CUSTOMERS])
    assert found.rows == (N_ROWS, N_ROWS) and found.cells == 2 * N_ROWS
    assert found.differing_cells == {"risk": 1}
    assert [pair.left[KEY] for pair in found.first_rows if pair.left] == ["412345"]


def test_of_a_large_table_few_batches_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table is copied batch by batch: while one is read, those before are gone."""
    n_batches = 24
    held_bytes: list[int] = []

    class Large:
        """A build with one large table."""

        place = "nowhere"

        def tables(self) -> set[str]:
            return {"customers"}

        def batches(self, name: str, key: Sequence[str]) -> pa.RecordBatchReader:
            before = pa.total_allocated_bytes()

            def parts() -> Iterator[pa.RecordBatch]:
                size = N_ROWS // n_batches
                for start in range(0, N_ROWS, size):
                    held_bytes.append(pa.total_allocated_bytes() - before)
                    yield pa.record_batch({KEY: pa.array(range(start, start + size), pa.int64())})

            return pa.RecordBatchReader.from_batches(pa.schema({KEY: pa.int64()}), parts())

    @contextmanager
    def opened(target: str) -> Iterator[Large]:
        yield Large()

    monkeypatch.setattr("customer360.compare.open_warehouse", opened)
    (found,) = compare("one", "other", [CUSTOMERS])
    assert found.is_equal and found.rows == (N_ROWS, N_ROWS) and len(held_bytes) == 2 * n_batches
    assert max(held_bytes) < 4 * 8 * N_ROWS / n_batches
