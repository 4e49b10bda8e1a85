"""customer360 compare: every kind of difference, between small DuckDB files and once between DuckDB and Spark."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from customer360.cli import main
from customer360.compare import Comparison, Table, compare, key_of, keyed_tables
from customer360.warehouses import WarehouseError
from hypothesis import given, settings
from hypothesis import strategies as st
from spark_support import needs_spark
from warehouse import ROOT

KEY = "customer_id"
CUSTOMERS = Table("customers", (KEY,))
COLUMNS = "customer_id varchar, amount decimal(18, 4), risk double, seen_at timestamp, name varchar"
FILL = """
    insert into customers values
    ('a', 10.01, 0.5, '2024-01-01 10:00:00', 'Ann'),
    ('b', 20.02, 'nan', '2024-01-02 10:00:00', null),
    ('c', 30.03, 1e300, null, ''),
    ('d', null, '-infinity', '2024-01-04 10:00:00', 'Zoë''s "shop"')
"""


def database(path: Path, *statements: str, columns: str = COLUMNS) -> Path:
    """A DuckDB file with the table customers, and what the statements make of it."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for statement in (f"create table customers ({columns})", FILL, *statements):
            connection.execute(statement)
    return path


def manifest(folder: Path, *names: str, tested: bool = True) -> Path:
    """A manifest of dbt with marts of these names, keyed by customer_id."""
    nodes: dict[str, Any] = {}
    for name in names:
        nodes[name] = {
            "resource_type": "model",
            "unique_id": name,
            "alias": name,
            "original_file_path": f"models/marts/{name}.sql",
            "config": {"materialized": "table", "schema": None},
        }
        if tested:
            nodes[f"unique_{name}"] = {
                "resource_type": "test",
                "attached_node": name,
                "config": {"where": None},
                "test_metadata": {"name": "unique", "kwargs": {"column_name": KEY}},
            }
    path = folder / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}))
    return path


def difference(folder: Path, *statements: str, columns: str = COLUMNS, table: Table = CUSTOMERS) -> Comparison:
    """Compare the table as it is with what the statements make of it."""
    left = database(folder / "left.duckdb")
    right = database(folder / "right.duckdb", *statements, columns=columns)
    (found,) = compare(f"duckdb:{left}", f"duckdb:{right}", [table])
    return found


def test_equal_tables(tmp_path: Path) -> None:
    found = difference(tmp_path, "create table other as from customers")
    assert found.is_equal and found.rows == (4, 4) and found.cells == 20
    assert found.largest_relative_difference == 0 and not found.first_rows


def test_rows_on_one_side(tmp_path: Path) -> None:
    found = difference(
        tmp_path, "delete from customers where customer_id = 'a'", "insert into customers (customer_id) values ('e'), (null)"
    )
    assert not found.is_equal and found.rows_without_partner == (1, 2) and not found.differing_cells
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
        ("risk = 'infinity' where customer_id = 'd'", "risk"),
    ],
)
def test_one_cell(tmp_path: Path, change: str, column: str) -> None:
    found = difference(tmp_path, f"update customers set {change}")
    assert not found.is_equal and found.differing_cells == {column: 1}
    (pair,) = found.first_rows
    assert pair.differing == [column] and pair.left and pair.right and pair.left[column] != pair.right[column]


def test_floats_within_the_tolerance(tmp_path: Path) -> None:
    found = difference(tmp_path, "update customers set risk = 0.5 * (1 + 5e-10) where customer_id = 'a'")
    assert found.is_equal and found.largest_relative_difference == pytest.approx(5e-10)
    found = difference(tmp_path, "update customers set risk = 0.51 where customer_id = 'a'")
    assert found.largest_relative_difference == pytest.approx(0.01 / 0.51)


@pytest.mark.parametrize(
    ("old", "new", "types"),
    [
        ("amount decimal(18, 4)", "amount decimal(18, 2)", ("DECIMAL(18,4)", "DECIMAL(18,2)")),
        ("amount decimal(18, 4)", "amount double", ("DECIMAL(18,4)", "DOUBLE")),
        ("amount decimal(18, 4)", "amount varchar", ("DECIMAL(18,4)", "VARCHAR")),
        ("risk double", "risk float", ("DOUBLE", "FLOAT")),
        ("seen_at timestamp", "seen_at varchar", ("TIMESTAMP", "VARCHAR")),
    ],
)
def test_types(tmp_path: Path, old: str, new: str, types: tuple[str, str]) -> None:
    fill = "update customers set risk = null" if "float" in new else "select 1"
    left, right = (
        database(tmp_path / f"{side}.duckdb", fill, columns=columns)
        for side, columns in (("left", COLUMNS), ("right", COLUMNS.replace(old, new)))
    )
    (found,) = compare(f"duckdb:{left}", f"duckdb:{right}", [CUSTOMERS])
    assert not found.is_equal and found.types == {old.split()[0]: types}
    assert sum(found.differing_cells.values()) == (3 if new == "amount varchar" else 0)
