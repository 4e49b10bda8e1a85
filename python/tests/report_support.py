"""Copies of published versions with other customers, and pages of figures that no version gave."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
from customer360.report.figures import Figure, figures
from customer360.report.page import About, page
from warehouse import ROOT

SMALLEST = 5


def attached(connection: duckdb.DuckDBPyConnection, file: Path) -> list[tuple[str, bool]]:
    """Attach a published version as `served`: its tables by name, and whether they have rows of customers."""
    connection.execute(f"attach '{file}' as served (read_only)")
    tables = connection.execute(
        "select schema_name, table_name, bool_or(column_name = 'customer_id') from duckdb_columns() "
        "where database_name = 'served' and not internal group by all order by all"
    ).fetchall()
    for schema in {schema for schema, *_ in tables}:
        connection.execute(f"create schema if not exists {schema}")
    return [(f"{schema}.{name}", is_of_customers) for schema, name, is_of_customers in tables]


def figures_of_many(file: Path, times: int, target: Path) -> dict[str, Figure]:
    """The figures of a version with every customer so many times; 0: without any row. Written to the target."""
    with duckdb.connect(str(target)) as connection:
        for name, is_of_customers in attached(connection, file):
            rows = f"from served.{name} limit {0 if times == 0 else 'all'}"
            if is_of_customers and times:
                again = "replace (customer_id || '-' || range as customer_id)"
                rows = f"select t.* {again} from served.{name} as t, range({times})"
            connection.execute(f"create table {name} as {rows}")
        connection.execute("detach served")
    return figures(target, 1 if times else SMALLEST)


def seed_labels(before: str = "") -> dict[str, dict[str, str]]:
    """The page's texts as the project has them, each with something before it."""
    with (ROOT / "seeds" / "config" / "report_labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {language: {row["key"]: before + row[language] for row in rows} for language in ("en", "zh")}


def written_page(target: Path, shown: dict[str, Figure], labels: dict[str, dict[str, str]] | None = None) -> Path:
    """A page of these figures."""
    about = About("20240701T063000Z", "2024-06-30", "EUR", SMALLEST)
    target.write_text(page(about, labels or seed_labels(), shown), encoding="utf-8")
    return target
