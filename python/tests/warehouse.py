"""Builds for the tests: dbt in this process, each build into a file of its own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[2]
ONLINE_RETAIL = ROOT / "data" / "online_retail_ii.parquet"

#: Online Retail II's own column names, as dbt_project.yml maps them.
ONLINE_RETAIL_COLUMNS = {
    "order_id": "Invoice",
    "customer_id": "Customer ID",
    "ordered_at": "InvoiceDate",
    "product_id": "StockCode",
    "product_name": "Description",
    "quantity": "Quantity",
    "unit_price": "Price",
    "country": "Country",
}


@dataclass
class Build:
    """One finished dbt build: its file, whether it was green, and what failed."""

    database: Path
    success: bool
    messages: list[str] = field(default_factory=list)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def row(self, query: str) -> tuple[Any, ...]:
        (only,) = self.rows(query)
        return only

    def fingerprints(self) -> dict[str, tuple[int, int]]:
        """Rows and an order-independent hash of every table and view, by schema and name."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            names = connection.execute(
                "select table_schema, table_name from information_schema.tables order by all"
            ).fetchall()
            return {
                f"{schema}.{name}": connection.execute(
                    f'select count(*), coalesce(sum(cast(hash(t) as hugeint)), 0) from "{schema}"."{name}" as t'
                ).fetchall()[0]
                for schema, name in names
            }


def build(database: Path, variables: dict[str, Any] | None = None, unit_tests: bool = False) -> Build:
    """dbt build of the whole project, data tests included, into a file."""
    database.parent.mkdir(parents=True, exist_ok=True)
    arguments = ["build", "--quiet", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
    arguments += ["--target-path", str(database.parent / "target"), "--log-path", str(database.parent / "logs")]
    arguments += ["--vars", json.dumps(variables or {})]
    if not unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    before = Path.cwd()
    os.chdir(ROOT)
    os.environ["CUSTOMER360_DB"] = str(database)
    try:
        outcome = dbtRunner().invoke(arguments)
    finally:
        os.chdir(before)
        del os.environ["CUSTOMER360_DB"]
        close_connections()
    messages = [str(outcome.exception)] if outcome.exception else []
    results = getattr(outcome.result, "results", None) or []
    messages += [
        f"{result.node.name}: {result.status}: {result.message}"
        for result in results
        if str(result.status) not in ("pass", "success", "no-op")
    ]
    return Build(database, bool(outcome.success), messages)


def close_connections() -> None:
    """Let go of the file: dbt-duckdb keeps its connection for the next command of the same process."""
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager._ENV = None


def order_lines(location: Path | str, **declaration: Any) -> dict[str, Any]:
    """Var `inputs` for a file or table that uses the contract's own column names."""
    return {"inputs": {"order_lines": {"location": str(location), **declaration}}}


def online_retail(location: Path) -> dict[str, Any]:
    """Var `inputs` for a file of Online Retail II's shape."""
    return order_lines(location, columns=ONLINE_RETAIL_COLUMNS, cancellation_prefix="C")
