"""The figures of the page: one SQL file each, run on a published version, with small groups hidden.

A file of queries/ starts with lines that say what must be hidden, and how:

    -- people: n_customers             a number of people in each row
    -- hides: net_revenue_amount       what of the row is hidden with it where these are few
    -- within: snapshot_date           rows whose sum is shown too; empty: all rows; absent: no sum is

Lines of hides and within, any number of the latter, are about the number of people above them: a rate is hidden where
few people are its base, and where few are its outcome. A row without a value in a column of within is not of that sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
class People:
    """A column that counts people. hides: columns hidden with it; within: columns of equal cells in rows of one sum."""

    column: str
    hides: tuple[str, ...] = ()
    within: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Query:
    """A figure's query, and which of its columns count people."""

    name: str
    sql: str
    people: tuple[People, ...]


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
        ValueError: a first line is none of the three, or says of nobody what is hidden.
    """
    people: list[People] = []
    for line in sql.splitlines():
        if not line.startswith("-- "):
            break
        word, _, rest = line.removeprefix("-- ").partition(":")
        if word == "people":
            people.append(People(rest.strip()))
        elif word in ("hides", "within") and people:
            last = people.pop()
            people.append(
                replace(last, hides=last.hides + names(rest))
                if word == "hides"
                else replace(last, within=(*last.within, names(rest)))
            )
        else:
            raise ValueError(f"{name}.sql starts with an unknown line: {line}")
    return Query(name, sql.strip() + "\n", tuple(people))


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
    """A figure without the numbers of small groups."""
    shown, hidden = [list(row) for row in rows], set()
    for people in query.people:
        places = [columns.index(name) for name in (people.column, *people.hides)]
        for number in small_rows(people, columns, rows, smallest):
            hidden.add(number)
            for place in places:
                shown[number][place] = None
    return Figure(columns, shown, sorted(hidden), query.sql)


def small_rows(people: People, columns: list[str], rows: list[list[Cell]], smallest: int) -> set[int]:
    """Numbers of the rows about few people, and of those without which a sum would tell them.

    Where the sum of rows is known, so is that of the hidden ones. Where it tells one of them, the smallest shown groups
    are hidden too: all that are equal, since the choice of one would tell that it is no smaller. A row may be of
    several sums, so all are looked at until nothing more is hidden.
    """
    place = columns.index(people.column)
    counts = {number: row[place] for number, row in enumerate(rows)}
    sizes = {number: size for number, size in counts.items() if isinstance(size, int | float) and size > 0}
    small = {number for number, size in sizes.items() if size < smallest}
    sums = [
        group for within in people.within for group in grouped(sizes, rows, [columns.index(name) for name in within])
    ]
    before = -1
    while len(small) > before:
        before = len(small)
        for group in sums:
            rest = [sizes[number] for number in group if number not in small]
            if rest and is_told([sizes[number] for number in group if number in small], smallest):
                small |= {number for number in group if sizes[number] == min(rest)}
    return small


def is_told(hidden: list[int | float], smallest: int) -> bool:
    """Whether the sum of hidden sizes leaves one reading: small ones are from 1 to the smallest shown less 1."""
    are_small = max(hidden, default=0) < smallest
    return len(hidden) == 1 or (
        are_small and sum(hidden) in (len(hidden), len(hidden) * (smallest - 1)) and bool(hidden)
    )


def grouped(people: Iterable[int], rows: list[list[Cell]], places: list[int]) -> list[list[int]]:
    """Numbers of rows that agree in the cells of some places, and have all of them."""

    def key(number: int) -> list[str]:
        return [repr(rows[number][place]) for place in places]

    whole = [number for number in people if all(rows[number][place] is not None for place in places)]
    return [list(group) for _, group in groupby(sorted(whole, key=key), key)]
