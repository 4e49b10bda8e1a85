"""Two finished builds compared: every mart and prediction, cell by cell, rows matched by the table's key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from customer360.warehouses import Warehouse, WarehouseError, double_quoted, open_warehouse, without_zones

#: Where dbt describes the project unless told otherwise.
MANIFEST = Path("target") / "manifest.json"

#: Floats that differ by no more than this share of the larger one are equal.
TOLERANCE = 1e-9

#: Differing rows kept and printed per table.
ROWS_SHOWN = 5

FOLDERS = ("models/marts/", "models/predictions/")
FLOATS = frozenset({"FLOAT", "DOUBLE"})
NUMBERS = FLOATS | {"DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}

Cells = dict[str, str | None]


@dataclass(frozen=True)
class Table:
    """One table to compare, and the columns that identify its rows."""

    name: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class RowPair:
    """One differing row, both sides in full as text; None in place of a side that has no such row."""

    left: Cells | None
    right: Cells | None
    differing: list[str]


@dataclass
class Comparison:
    """What was found in one table; pairs are (left, right), rows are None where the table is missing."""

    table: Table
    rows: tuple[int | None, int | None]
    missing_columns: tuple[list[str], list[str]] = ([], [])
    types: dict[str, tuple[str, str]] = field(default_factory=dict)
    repeated_keys: tuple[int, int] = (0, 0)
    rows_without_partner: tuple[int, int] = (0, 0)
    cells: int = 0
    differing_cells: dict[str, int] = field(default_factory=dict)
    largest_relative_difference: float | None = None
    first_repeated_keys: list[Cells] = field(default_factory=list)
    first_rows: list[RowPair] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs beyond the tolerance."""
        counts = (*self.repeated_keys, *self.rows_without_partner)
        return None not in self.rows and not any((*self.missing_columns, self.types, self.differing_cells, *counts))


def keyed_tables(manifest: Path, chosen: Sequence[str] = ()) -> list[Table]:
    """The marts and predictions of a project and their keys, from dbt's manifest; only the chosen ones, if any.

    A fitted model's raw parts are no marts: they lie in the layer intermediate, and marts publish what they hold.

    Raises:
        WarehouseError: there is no manifest, a chosen table is not in it, or a table has no tested key.
    """
    try:
        nodes = list(json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values())
        models = {
            node["unique_id"]: node["alias"]
            for node in nodes
            if node["resource_type"] == "model"
            and node["original_file_path"].startswith(FOLDERS)
            and node["config"]["materialized"] in ("table", "incremental", "view")
            and not node["config"]["schema"]
        }
        tests = [node for node in nodes if node["resource_type"] == "test" and not node["config"]["where"]]
        described = {
            model: [test["test_metadata"] for test in tests if test.get("attached_node") == model] for model in models
        }
    except OSError as error:
        raise WarehouseError(f"There is no manifest of dbt at {manifest}: run `dbt parse` first.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseError(
            f"{manifest} is no manifest of dbt, or one of another version: run `dbt parse` anew."
        ) from error
    if not models:
        raise WarehouseError(f"{manifest} knows no mart: run `dbt parse` in the project's folder anew.")
    unknown = sorted(set(chosen) - set(models.values()))
    if unknown:
        raise WarehouseError(f"No mart or prediction is called {', '.join(unknown)}: see {manifest}.")
    return [
        Table(name, key_of(name, described[model]))
        for model, name in sorted(models.items(), key=lambda item: item[1])
        if not chosen or name in chosen
    ]


def key_of(name: str, tests: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The columns that tests hold unique; of several such sets the one never NULL, then the shortest, then by name.

    Raises:
        WarehouseError: no test holds anything unique.
    """
    keys = [columns(test) for test in tests if test["name"] in ("primary_key", "unique", "unique_combination")]
    if not keys:
        raise WarehouseError(f"The table {name} has no key: give it a test `primary_key`.")
    filled = {name for test in tests if test["name"] in ("primary_key", "filled", "not_null") for name in columns(test)}
    return min(keys, key=lambda key: (not filled.issuperset(key), len(key), key))


def columns(test: dict[str, Any]) -> tuple[str, ...]:
    """The columns that a generic test is of."""
    arguments = test["kwargs"]
    return tuple(arguments["columns"]) if "columns" in arguments else (arguments["column_name"],)


def compare(
    left: str, right: str, tables: Sequence[Table], tolerance: float = TOLERANCE, rows_shown: int = ROWS_SHOWN
) -> list[Comparison]:
    """Compare the tables of two builds; both are copied to a scratch file on disk, so memory stays bounded.

    Args:
        left: a dbt target, or `duckdb:` and a file.
        right: the same.
        tables: what to compare.
        tolerance: largest relative difference of floats that counts as equal.
        rows_shown: differing rows to keep per table, the first ones by key.

    Raises:
        WarehouseError: a side cannot be read, or a table or a column of its key is on neither side.
    """
    with TemporaryDirectory(prefix="customer360_compare_") as folder, scratch(Path(folder)) as connection:
        # One side after the other, as two Spark sessions do not fit into one process.
        on_left, on_right = load(connection, "l", left, tables), load(connection, "r", right, tables)
        absent = [table.name for table in tables if table.name not in on_left.keys() | on_right.keys()]
        if absent:
            raise WarehouseError(
                f"Neither side has {', '.join(absent)}, which the manifest lists: build the project as it is now, "
                "or run `dbt parse` if the manifest is of another state."
            )
        try:
            return [
                TableComparison(connection, table, tolerance).run(rows_shown)
                if table.name in on_left.keys() & on_right.keys()
                else Comparison(table, (on_left.get(table.name), on_right.get(table.name)))
                for table in tables
            ]
        except duckdb.Error as error:
            raise WarehouseError(f"The comparison failed: {str(error).splitlines()[0]}") from error


@contextmanager
def scratch(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty DuckDB file that spills to its folder rather than take much memory."""
    settings: dict[str, Any] = {
        "memory_limit": "2GB",
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(str(folder / "scratch.duckdb"), config=settings) as connection:
        connection.execute("create schema l; create schema r")
        yield connection


def load(connection: duckdb.DuckDBPyConnection, side: str, target: str, tables: Sequence[Table]) -> dict[str, int]:
    """Copy the tables that a build has into the schema of a side; gives their numbers of rows.

    Raises:
        WarehouseError: the build cannot be read or has none of the tables.
    """
    with open_warehouse(target) as warehouse:
        present = warehouse.tables()
        rows = {table.name: load_table(connection, side, warehouse, table) for table in tables if table.name in present}
        if not rows:
            raise WarehouseError(f"{warehouse.place} has none of the tables to compare: run `dbt build` first.")
    return rows


def load_table(connection: duckdb.DuckDBPyConnection, side: str, warehouse: Warehouse, table: Table) -> int:
    """Copy one table, times with a zone as UTC times without one; gives its number of rows."""
    name = f"{side}.{double_quoted(table.name)}"
    n_rows = 0
    try:
        reader = warehouse.batches(table.name, table.key)
        schema = without_zones(reader.schema)
        connection.register("batch", schema.empty_table())
        connection.execute(f"create table {name} as from batch")
        for batch in reader:
            connection.register("batch", pa.Table.from_batches([batch]).cast(schema))
            connection.execute(f"insert into {name} from batch")
            n_rows += batch.num_rows
    except (duckdb.Error, pa.ArrowException) as error:
        raise WarehouseError(f"The table {table.name} of {warehouse.place} cannot be read: {error}") from error
    return n_rows


class TableComparison:
    """One table that both sides have, as l.<name> and r.<name> in the scratch file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Table, tolerance: float) -> None:
        """Look up the columns of both sides."""
        self.connection = connection
        self.table = table
        self.tolerance = tolerance
        self.left, self.right = self.columns("l"), self.columns("r")
        self.shared = [column for column in self.left if column in self.right]
        self.values = [column for column in self.shared if column not in table.key]

    def columns(self, side: str) -> dict[str, str]:
        """Type of each column of a side."""
        return {row[0]: row[1] for row in self.rows(f"describe {self.relation(side)}")}

    def relation(self, side: str) -> str:
        """The table of a side."""
        return f"{side}.{double_quoted(self.table.name)}"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query on the scratch file."""
        return self.connection.execute(query).fetchall()

    def run(self, rows_shown: int) -> Comparison:
        """Compare the columns, then, where both sides have the whole key, the rows and cells.

        Raises:
            WarehouseError: a column of the key is on neither side.
        """
        absent = [column for column in self.table.key if column not in self.left | self.right]
        if absent:
            raise WarehouseError(
                f"Neither side has {', '.join(absent)}, the key of {self.table.name}: "
                "build the project as it is now first."
            )
        found = Comparison(
            self.table,
            rows=(self.count("l"), self.count("r")),
            missing_columns=(
                [column for column in self.right if column not in self.left],
                [column for column in self.left if column not in self.right],
            ),
            types={
                column: (self.left[column], self.right[column])
                for column in self.shared
                if self.left[column] != self.right[column]
            },
        )
        if all(column in self.shared for column in self.table.key):
            self.set_repeats_apart(found, rows_shown)
            self.compare_cells(found)
            if found.differing_cells or any(found.rows_without_partner):
                self.collect_rows(found, rows_shown)
        return found

    def count(self, side: str) -> int:
        """Rows of a side."""
        return int(self.rows(f"select count(*) from {self.relation(side)}")[0][0])  # noqa: S608  names are quoted

    def set_repeats_apart(self, found: Comparison, rows_shown: int) -> None:
        """Count the keys that stand in several rows of a side, and drop their rows: they cannot be matched."""
        keys = []
        for side in ("l", "r"):
            key = ", ".join(f"{self.comparable(column, side)} as {double_quoted(column)}" for column in self.table.key)
            keys.append(f"select {key} from {self.relation(side)} as {side} group by all having count(*) > 1")  # noqa: S608  names are quoted
        self.connection.execute(f"create or replace temp table repeats as {keys[0]}")
        n_left = self.rows("select count(*) from repeats")[0][0]
        n_right = self.rows(f"select count(*) from ({keys[1]})")[0][0]  # noqa: S608  names are quoted
        found.repeated_keys = (n_left, n_right)
        if n_left + n_right == 0:
            return
        self.connection.execute(f"insert into repeats {keys[1]}")
        shown = self.rows(f"select distinct * from repeats order by all limit {rows_shown}")  # noqa: S608  a number
        found.first_repeated_keys = [as_text(dict(zip(self.table.key, row, strict=True))) for row in shown]
        for side in ("l", "r"):
            same = " and ".join(
                f"{self.comparable(column, side)} is not distinct from repeats.{double_quoted(column)}"
                for column in self.table.key
            )
            self.connection.execute(f"delete from {self.relation(side)} as {side} using repeats where {same}")  # noqa: S608  names are quoted

    def compare_cells(self, found: Comparison) -> None:
        """Count rows without a partner and differing cells, in one pass over the matched rows."""
        matched = "l.rowid is not null and r.rowid is not null"
        floats = [column for column in self.values if self.is_float(column)]
        differing = [f"count(*) filter (where {matched} and {self.differs(column)})" for column in self.values]
        relative = [f"max({self.relative_difference(column)}) filter (where {matched})" for column in floats]
        (row,) = self.rows(
            f"""
            select
                count(*) filter (where r.rowid is null), count(*) filter (where l.rowid is null),
                count(*) filter (where {matched}), {", ".join([*differing, *relative, "null"])}
            {self.joined()}
            """
        )
        found.rows_without_partner = (row[0], row[1])
        found.cells = row[2] * len(self.shared)
        numbers = row[3:]
        found.differing_cells = {column: n for column, n in zip(self.values, numbers, strict=False) if n}
        found.largest_relative_difference = max(
            (number for number in numbers[len(self.values) :] if number is not None), default=None
        )

    def collect_rows(self, found: Comparison, rows_shown: int) -> None:
        """Keep the first differing rows by key, in full."""
        different = [f"{self.differs(column)} is true" for column in self.values]
        left = [f"l.{double_quoted(column)}" for column in self.left]
        right = [f"r.{double_quoted(column)}" for column in self.right]
        order = [f"coalesce({', '.join(self.pair(column))})" for column in self.table.key]
        rows = self.rows(
            f"""
            select l.rowid is not null, r.rowid is not null, {", ".join([*different, *left, *right])}
            {self.joined()}
            where {" or ".join(["l.rowid is null", "r.rowid is null", *different])}
            order by {", ".join(order)}
            limit {rows_shown}
            """
        )
        n_values, n_left = len(self.values), len(self.left)
        for on_left, on_right, *cells in rows:
            flags, lefts, rights = cells[:n_values], cells[n_values : n_values + n_left], cells[n_values + n_left :]
            found.first_rows.append(
                RowPair(
                    as_text(dict(zip(self.left, lefts, strict=True))) if on_left else None,
                    as_text(dict(zip(self.right, rights, strict=True))) if on_right else None,
                    [column for column, flag in zip(self.values, flags, strict=True) if flag and on_left and on_right],
                )
            )

    def joined(self) -> str:
        """Both sides, matched by the key; a missing partner has no rowid."""
        same = " and ".join(f"{left} is not distinct from {right}" for left, right in map(self.pair, self.table.key))
        return f"from {self.relation('l')} as l full outer join {self.relation('r')} as r on {same}"

    def differs(self, column: str) -> str:
        """Whether the cells of a matched row differ: NULL and NaN equal themselves, floats may be apart a little."""
        left, right = self.pair(column)
        if not self.is_float(column):
            return f"{left} is distinct from {right}"
        is_apart = f"coalesce({self.relative_difference(column)} > {self.tolerance}, true)"
        return f"({left} is distinct from {right} and {is_apart})"

    def relative_difference(self, column: str) -> str:
        """|l - r| / max(|l|, |r|), at most 2; 0 for equal floats, NULL where only one is finite or there."""
        left, right = self.pair(column)
        return (
            f"case when {left} = {right} then 0.0e0 when isfinite({left}) and isfinite({right}) "
            f"then least(abs({left} - {right}) / greatest(abs({left}), abs({right})), 2.0e0) end"
        )

    def is_float(self, column: str) -> bool:
        """Whether a column holds floats on one side, and numbers on both."""
        types = self.bare_types(column)
        return types <= NUMBERS and bool(types & FLOATS)

    def bare_types(self, column: str) -> set[str]:
        """The types of a column on both sides, without precision."""
        return {re.sub(r"\(.*\)$", "", kind) for kind in (self.left[column], self.right[column])}

    def pair(self, column: str) -> tuple[str, str]:
        """A column's two sides as they are compared."""
        return self.comparable(column, "l"), self.comparable(column, "r")

    def comparable(self, column: str, side: str) -> str:
        """A column of a side; where the types differ, as a number if both are numbers, else as text."""
        name = f"{side}.{double_quoted(column)}"
        if self.left[column] == self.right[column]:
            return name
        return f"cast({name} as {'double' if self.bare_types(column) <= NUMBERS else 'varchar'})"


def as_text(row: dict[str, object]) -> Cells:
    """Cells in full: floats with every digit that matters, text in quotes, None for NULL."""
    return {
        column: None if value is None else repr(value) if isinstance(value, float | str) else str(value)
        for column, value in row.items()
    }
