"""One pass over an input: rows, empty cells, forms, spans, hours and repeated keys, counted by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb

from customer360.contract import Column, Table
from customer360.inputs import forms
from customer360.inputs.reading import BROKEN, Parameters, ReadError, Source, clean, explained, identifier

#: Values that cannot be typed, shown per column.
EXAMPLES = 3
#: They are the first of so many: the same ones in every run, few held in memory.
LOOKED_AT = 50
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True)
class ColumnProfile:
    """What a column holds. Counts are rows; `forms` counts the values that are not plain, by form.

    `first` and `last` are the plain values' span as text (dates and times in UTC, else None); `hours` counts times of
    day without an offset by hour of the business zone; `day_month` counts values of the form d/m/y: first part above
    12, second part above 12, either could be the day.
    """

    name: str
    type: str
    found_as: str
    empty: int
    forms: dict[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    future: int = 0
    early: int = 0
    day_month: tuple[int, int, int] = (0, 0, 0)
    hours: dict[int, int] = field(default_factory=dict)

    @property
    def unplain(self) -> int:
        """Values that are not of the plain form of the type."""
        return sum(self.forms.values())


@dataclass(frozen=True)
class Profile:
    """What a table holds; keys are counted where all columns of the key are there."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    repeated_keys: int = 0
    empty_keys: int = 0


def profile(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    table: Table,
    names: dict[str, str],
    clock: tuple[date, str],
) -> Profile:
    """Count everything in one pass.

    Args:
        connection: open for reading.
        source: where the rows are.
        table: the contract.
        names: the user's column by contract column, of those that are there.
        clock: today, after which lies the future, and the zone that hours are told in.

    Raises:
        ReadError: the rows cannot be read.
    """
    columns = [column for column in table.columns if column.name in names]
    key = [names[column] for column in table.key] if set(table.key) <= set(names) else []
    parameters: Parameters = {**source.parameters}
    query = pass_query(source, columns, names, key)
    if "$today" in query:
        parameters |= {"today": clock[0]}
    if "$zone" in query:
        parameters |= {"zone": clock[1]}
    try:
        row = connection.execute(query, parameters).fetchone() or ()
    except BROKEN as error:
        raise ReadError(explained(error)) from error
    values = iter(row)
    rows, repeated, empty = (int(next(values)) for _ in range(3))
    found = tuple(column_profile(values, column, names[column.name], rows) for column in columns)
    return Profile(rows, found, repeated, empty)


def pass_query(source: Source, columns: Sequence[Column], names: dict[str, str], key: Sequence[str]) -> str:
    """The query: cells cleaned, typed, named by form, and counted; the order of its columns is column_profile's."""
    cells = [f"{clean(names[column.name])} as c{i}" for i, column in enumerate(columns)]
    cells += [f"{identifier(name)} as k{i}" for i, name in enumerate(key)]
    typed = [(i, column.type) for i, column in enumerate(columns) if forms.is_typed(column.type)]
    values = [f"{forms.typed(f'c{i}', kind)} as v{i}" for i, kind in typed]
    named = [f"{forms.form(f'c{i}', f'v{i}', kind)} as f{i}" for i, kind in typed]
    counted = [count for i, column in enumerate(columns) for count in counts(i, column.type)]
    parts = ["count(*)", *key_counts(len(key)), *counted]
    return f"""
        with cells as (select {", ".join(cells) or "1 as one"} from {source.relation}),
        typed as (select {", ".join(["*", *values])} from cells),
        named as (select {", ".join(["*", *named])} from typed)
        select {", ".join(parts)} from named
    """  # noqa: S608


def key_counts(width: int) -> list[str]:
    """Repeated and empty keys: rows whose key stood in another row before, rows without any part of it."""
    if not width:
        return ["0", "0"]
    parts = [f"k{i}" for i in range(width)]
    has_any = f"coalesce({', '.join(parts)}) is not null"
    return [
        f"count(*) filter ({has_any}) - count(distinct row({', '.join(parts)})) filter ({has_any})",
        f"count(*) filter (not {has_any})",
    ]


def counts(i: int, kind: str) -> list[str]:
    """Aggregates of one column, in the order in which column_profile reads them."""
    counted = [f"count(c{i})"]
    if forms.is_typed(kind):
        unplain = f"f{i} <> '{forms.PLAIN}'"
        counted += [
            f"histogram(f{i}) filter ({unplain})",
            f"list_sort(list_distinct(min(c{i}, {LOOKED_AT}) filter ({unplain})))[:{EXAMPLES}]",
        ]
    if kind in forms.DATES:
        first, second = (
            f"try_cast(regexp_extract(c{i}, {forms.literal(forms.DAY_MONTH_YEAR)}, {part}) as int)" for part in (1, 2)
        )
        is_form = f"f{i} = '{forms.DAY_MONTH}'"
        counted += [
            f"cast(cast(min(v{i}) as {kind}) as varchar)",
            f"cast(cast(max(v{i}) as {kind}) as varchar)",
            f"count(*) filter (v{i} >= cast($today as date) + 1)",
            f"count(*) filter (v{i} < date '{EARLIEST}')",
            f"count(*) filter ({is_form} and {first} > 12 and {second} <= 12)",
            f"count(*) filter ({is_form} and {second} > 12 and {first} <= 12)",
            f"count(*) filter ({is_form} and {first} <= 12 and {second} <= 12)",
        ]
    if kind == "timestamp":
        has_time = (
            f"regexp_matches(c{i}, {forms.literal(forms.ISO_WITHOUT_OFFSET)}) and cast(v{i} as time) <> '00:00:00'"
        )
        counted.append(f"histogram(hour(timezone($zone, timezone('UTC', v{i})))) filter ({has_time})")
    return counted


def column_profile(values: Iterator[object], column: Column, found_as: str, rows: int) -> ColumnProfile:
    """The next column's counts."""
    empty = rows - number(next(values))
    if not forms.is_typed(column.type):
        return ColumnProfile(column.name, column.type, found_as, empty)
    named, examples = mapping(next(values)), next(values)
    shown = tuple(str(value) for value in examples) if isinstance(examples, list) else ()
    if column.type not in forms.DATES:
        return ColumnProfile(column.name, column.type, found_as, empty, named, shown)
    first, last = (None if value is None else str(value) for value in (next(values), next(values)))
    future, early, day_first, month_first, either = (number(next(values)) for _ in range(5))
    hours = mapping(next(values)) if column.type == "timestamp" else {}
    return ColumnProfile(
        column.name,
        column.type,
        found_as,
        empty,
        named,
        shown,
        first,
        last,
        future,
        early,
        (day_first, month_first, either),
        {int(hour): n for hour, n in hours.items()},
    )


def number(value: object) -> int:
    """A count as an int."""
    return int(str(value))


def mapping(value: object) -> dict[str, int]:
    """A histogram, most frequent first; NULL is empty."""
    counted = {str(key): int(n) for key, n in value.items()} if isinstance(value, dict) else {}
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
