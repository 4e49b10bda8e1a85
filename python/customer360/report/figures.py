"""The figures of the page: one SQL file each, run on a published version, with small groups hidden.

A file of queries/ starts with lines that say what must be hidden, and how:

    -- people: n_customers             the number of people that a row is about
    -- hides: net_revenue_amount       what of the row is hidden with it where these are few
    -- within: snapshot_date           rows whose sum is shown too; empty: all rows; absent: no sum is
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import duckdb

from customer360.warehouses import WarehouseError

QUERIES = files("customer360.report") / "queries"

#: A cell as JSON holds it.
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Query:
    """A figure's query. people: column that counts a row's people; hides: columns hidden with it; within: see above."""

    name: str
    sql: str
    people: str | None
    hides: tuple[str, ...]
    within: tuple[str, ...] | None


@dataclass(frozen=True)
class Figure:
    """What a query gave. rows: cells in the order of columns; hidden: the numbers of rows with hidden cells."""

    columns: list[str]
    rows: list[list[Cell]]
    hidden: list[int]
    sql: str


def queries() -> list[Query]:
    """All queries, by name."""
    found = [file for file in QUERIES.iterdir() if file.name.endswith(".sql")]
    return [query(file.name.removesuffix(".sql"), file.read_text("utf-8")) for file in sorted(found, key=str)]


def query(name: str, sql: str) -> Query:
    """A query with what its first lines say.

    Raises:
        ValueError: a first line is none of the three.
    """
    said: dict[str, str] = {}
    for line in sql.splitlines():
        if not line.startswith("-- "):
            break
        word, _, rest = line.removeprefix("-- ").partition(":")
        if word not in ("people", "hides", "within"):
            raise ValueError(f"{name}.sql starts with an unknown line: {line}")
        said[word] = rest.strip()
    within = names(said["within"]) if "within" in said else None
    return Query(name, sql.strip() + "\n", said.get("people"), names(said.get("hides", "")), within)


def names(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def figures(file: Path, smallest: int) -> dict[str, Figure]:
    """All figures of a published version.

    Args:
        file: the DuckDB file of views; smallest: groups of fewer people are hidden, at least 1.

    Raises:
        WarehouseError: a table is missing or cannot be read.
    """
    found = {}
    try:
        with duckdb.connect(file, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for one in queries():
                result = connection.execute(one.sql)
                columns = [column[0] for column in result.description or []]
                rows = [[cell(value) for value in row] for row in result.fetchall()]
                found[one.name] = hide_small(one, columns, rows, smallest)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(
            f"The page cannot be made from {file} ({reason}): run `dbt build` and `customer360 publish` again."
        ) from error
    return found


def cell(value: object) -> Cell:
    """A value as JSON holds it: dates as ISO text, decimals as numbers.

    Raises:
        TypeError: it is of a kind that no figure needs.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"A figure holds a {type(value).__name__}")


def hide_small(query: Query, columns: list[str], rows: list[list[Cell]], smallest: int) -> Figure:
    """A figure without the numbers of small groups.

    Where the sum of rows is known, one hidden row alone could be told from the others: the smallest of these is hidden
    too.
    """
    if query.people is None:
        return Figure(columns, rows, [], query.sql)
    counted = columns.index(query.people)
    sizes = {number: row[counted] for number, row in enumerate(rows)}
    people = {number: size for number, size in sizes.items() if isinstance(size, int | float) and size > 0}
    small = {number for number, size in people.items() if size < smallest}
    if query.within is not None:
        places = [columns.index(name) for name in query.within]
        for group in grouped(people, rows, places):
            hidden = [number for number in group if number in small]
            rest = [number for number in group if number not in small]
            if len(hidden) == 1 and rest:
                small.add(min(rest, key=lambda number: (people[number], number)))
    blank = {columns.index(name) for name in (query.people, *query.hides)}
    shown = [
        [None if number in small and place in blank else value for place, value in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    return Figure(columns, shown, sorted(small), query.sql)


def grouped(people: Iterable[int], rows: list[list[Cell]], places: list[int]) -> list[list[int]]:
    """Numbers of rows that agree in the cells of some places."""

    def key(number: int) -> list[str]:
        return [repr(rows[number][place]) for place in places]

    return [list(group) for _, group in groupby(sorted(people, key=key), key)]
