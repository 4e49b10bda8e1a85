"""A finished build on either engine, opened for reading by the name of a dbt target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from customer360.spark_setup import INSTALL_SPARK

Rows = list[tuple[object, ...]]

#: Where dbt build writes unless $CUSTOMER360_DB says otherwise.
DEFAULT_DATABASE = Path("customer360.duckdb")

READ_ROWS = 250_000

#: Statements of DuckDB that only read; PIVOT is taken apart into several.
READING = frozenset({"SELECT", "EXPLAIN", "MULTI"})


class WarehouseError(Exception):
    """The warehouse cannot be read; the message says why and what to do."""


class MissingTableError(WarehouseError):
    """The warehouse can be read, but a table is not in it."""


@dataclass(frozen=True)
class Result:
    """Column names and rows of a query."""

    names: list[str]
    rows: Rows


class Warehouse(Protocol):
    """What reading a finished build takes, on either engine. Marts and predictions are found by their bare names."""

    @property
    def option(self) -> str:
        """What the command line needs to open this warehouse again, with a space before it; empty for the default."""

    @property
    def place(self) -> str:
        """Where the tables are, in words."""

    def table(self, layer: str, name: str) -> str:
        """A table of a layer beside the marts (staging, intermediate, config) as it stands in SQL."""

    def tables(self) -> set[str]:
        """Names of all marts and predictions."""

    def query(self, query: str) -> Result:
        """Run one query.

        Raises:
            MissingTableError: it names a table that is not there.
            WarehouseError: it fails otherwise.
        """

    def batches(self, name: str, key: Sequence[str]) -> pa.RecordBatchReader:
        """A mart or prediction piece by piece, so that a large one needs little memory; rows come in no given order.

        Raises:
            MissingTableError: there is no such table.
            WarehouseError: it cannot be read.
        """


@contextmanager
def open_warehouse(target: str | None = None, database: Path | None = None) -> Iterator[Warehouse]:
    """Open the warehouse of a dbt target, or a DuckDB file without asking dbt.

    Args:
        target: an output of profiles.yml, found as dbt finds it, or `duckdb:` and a file.
        database: a DuckDB file, which the target is then not asked for.

    Raises:
        WarehouseError: there is no such target or no finished build, or its engine is not installed or busy.
    """
    kind, _, file = (target or "").partition(":")
    if kind == "duckdb" and file:
        database = Path(file)
    if database is not None or target is None:
        with open_duckdb(database or DEFAULT_DATABASE) as duckdb_warehouse:
            yield duckdb_warehouse
        return
    # A DuckDB file can be read without dbt.
    from customer360.profile import profile_output  # noqa: PLC0415  importing dbt takes seconds

    output = profile_output(target)
    if output.get("type") == "duckdb":
        path, schema = Path(str(output.get("path"))), str(output.get("schema", "main"))
        with open_duckdb(path, schema, f" --target {target}") as duckdb_warehouse:
            yield duckdb_warehouse
    elif output.get("type") == "spark":
        try:
            from customer360.spark_warehouse import open_spark  # noqa: PLC0415  an optional extra
        except ImportError as error:
            raise WarehouseError(INSTALL_SPARK) from error
        with open_spark(target, output) as spark_warehouse:
            yield spark_warehouse
    else:
        raise WarehouseError(
            f"The target '{target}' is of type {output.get('type')}: only duckdb and spark can be read."
        )


def without_zones(schema: pa.Schema) -> pa.Schema:
    """The same columns, times with a zone as times without one; casting to it gives them in UTC."""
    return pa.schema(
        [
            field.with_type(pa.timestamp(field.type.unit)) if pa.types.is_timestamp(field.type) else field
            for field in schema
        ]
    )


@contextmanager
def open_duckdb(database: Path, schema: str = "main", option: str | None = None) -> Iterator[DuckDBWarehouse]:
    """Open a DuckDB file read-only.

    Raises:
        WarehouseError: the file is not there, not a DuckDB file, or held by a running build.
    """
    if not database.exists():
        raise WarehouseError(f"There is no warehouse file at {database}: run `dbt build` first.")
    try:
        connection = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(f"The warehouse file {database} cannot be opened ({reason}).") from error
    with connection:
        if option is None:
            option = "" if database == DEFAULT_DATABASE else f" --database {database}"
        warehouse = DuckDBWarehouse(connection, database, schema, option)
        with warehouse.failures():
            # A file opened read-only can still be copied out of, even by COPY inside of a query's CTE.
            connection.execute("set enable_external_access = false")
            if schema != "main":
                connection.execute(f"use {double_quoted(schema)}")
        yield warehouse


@dataclass(frozen=True)
class DuckDBWarehouse:
    """A DuckDB file that dbt build wrote."""

    connection: duckdb.DuckDBPyConnection
    database: Path
    schema: str
    option: str

    @property
    def place(self) -> str:
        """The file."""
        return f"{self.database.resolve()} (DuckDB)"

    def table(self, layer: str, name: str) -> str:
        """Layers are schemas of the same name."""
        return f"{double_quoted(layer)}.{double_quoted(name)}"

    def tables(self) -> set[str]:
        """Tables and views of the target's schema."""
        rows = self.connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [self.schema]
        ).fetchall()
        return {str(name) for (name,) in rows}

    def query(self, query: str) -> Result:
        """Run one query; the file is open read-only and nothing outside of it is reached."""
        with self.failures():
            statements = self.connection.extract_statements(query)
            if len(statements) != 1:
                raise WarehouseError(f"One query at a time: there are {len(statements)} here.")
            kind = statements[0].type.name
            if kind not in READING:
                raise WarehouseError(f"Only queries are run here, such as select, from or describe; this is {kind}.")
            result = self.connection.execute(statements[0])
            return Result([column[0] for column in result.description or []], result.fetchall())

    def batches(self, name: str, key: Sequence[str]) -> pa.RecordBatchReader:
        """DuckDB hands out its rows as it reads them."""
        with self.failures():
            return self.connection.table(double_quoted(name)).to_arrow_reader(READ_ROWS)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """DuckDB's errors as those of this module."""
        try:
            yield
        except duckdb.CatalogException as error:
            raise MissingTableError(f"The query failed: {error}") from error
        except duckdb.Error as error:
            raise WarehouseError(f"The query failed: {error}") from error


def double_quoted(identifier: str) -> str:
    """An identifier as DuckDB takes it."""
    return '"' + identifier.replace('"', '""') + '"'
