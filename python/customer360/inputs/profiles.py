"""One pass over an input: rows, empty cells, forms, spans, hours and repeated keys, counted by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb

from customer360.contract import Column, Table
from customer360.inputs import forms
from customer360.inputs.reading import (
    BROKEN,
    KNOWN_IDS,
    ReadError,
    Source,
    clean,
    explained,
    known_identifier,
    known_text,
    read_identifier,
)
from customer360.inputs.settings import Settings
from customer360.warehouses import double_quoted

#: Values that cannot be typed, shown per column.
EXAMPLES = 3
#: The input whose values are read in their plain forms alone.
STRICT = "order_lines"
#: They are the first of so many: the same ones in every run, few held in memory.
LOOKED_AT = 50
EARLIEST = date(1990, 1, 1)
#: What tells the later of two versions of a row, by input, as the models int_<input>_judged have it.
DECIDING = {
    "orders": ("status", "ordered_at"),
    "order_items": ("created_at",),
    "payments_refunds": ("paid_at",),
    "consents": ("changed_at",),
    "survey_responses": ("responded_at",),
    "loyalty_transactions": ("occurred_at",),
    "web_events": ("occurred_at",),
}


@dataclass(frozen=True)
class Clock:
    """What time is measured by: today, after which lies the future, the as-of day where it is known, the settings."""

    today: date
    as_of: date | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class ColumnProfile:
    """What a column holds. Counts are rows; `forms` counts the values that are not plain, by form; `unread` are those
    of them that a build does not read either.

    `early` counts days before var company_start in the column that makes a row known, before 1990 in others; `late`
    those after the as-of day, in that column alone. `first` and `last` are the span of the dates and times that are
    read, as text (UTC); `hours` counts times of day without an offset by hour of the business zone; `day_month` counts
    values of the form d/m/y: first part above 12, second part above 12, either could be the day.
    """

    name: str
    type: str
    found_as: str
    empty: int
    forms: dict[str, int] = field(default_factory=dict)
    unread: int = 0
    examples: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    future: int = 0
    early: int = 0
    late: int = 0
    day_month: tuple[int, int, int] = (0, 0, 0)
    hours: dict[int, int] = field(default_factory=dict)

    @property
    def unplain(self) -> int:
        """Values that are not of the plain form of the type."""
        return sum(self.forms.values())


@dataclass(frozen=True)
class Profile:
    """What a table holds; keys are counted where all columns of the key are there. `repeated_rows` are those that equal
    another row in all columns of the contract; `undecided` those that differ from one, but neither in the key nor in
    what tells the later version."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    repeated_keys: int = 0
    empty_keys: int = 0
    repeated_rows: int = 0
    undecided: int = 0


def profile(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    table: Table,
    names: dict[str, str],
    clock: Clock,
) -> Profile:
    """Count everything in one pass.

    Args:
        connection: open for reading.
        source: where the rows are.
        table: the contract.
        names: the user's column by contract column, of those that are there.
        clock: what days are compared with.

    Raises:
        ReadError: the rows cannot be read.
    """
    columns = present_columns(table, names)
    key = list(table.key) if set(table.key) <= set(names) else []
    query = pass_query(source, table, names, key, clock.settings.date_order)
    values = {
        "today": clock.today,
        "zone": clock.settings.timezone,
        "as_of": clock.as_of,
        "start": clock.settings.company_start,
    }
    used = {name: value for name, value in values.items() if f"${name}" in query}
    try:
        row = connection.execute(query, {**source.parameters, **used}).fetchone() or ()
    except BROKEN as error:
        raise ReadError(explained(error)) from error
    counts = iter(row)
    rows, repeated, empty, undecided, same = (int(next(counts)) for _ in range(5))
    found = tuple(column_profile(counts, column, names[column.name], rows) for column in columns)
    return Profile(rows, found, repeated, empty, same, undecided)


def present_columns(table: Table, names: dict[str, str]) -> list[Column]:
    """The columns of the contract that the user has."""
    return [column for column in table.columns if column.name in names]


def pass_query(source: Source, table: Table, names: dict[str, str], key: Sequence[str], date_order: str | None) -> str:
    """The query: cells cleaned, typed, named by form, and counted; the order of its columns is column_profile's."""
    is_strict = table.name == STRICT
    columns = present_columns(table, names)
    cells = [f"{cell(column, names[column.name])} as c{i}" for i, column in enumerate(columns)]
    cells += [f"cast({double_quoted(names[column.name])} as varchar) as r{i}" for i, column in enumerate(columns)]
    cells += [f"{read_identifier(column, names[column])} as k{i}" for i, column in enumerate(key)]
    typed = [(i, column) for i, column in enumerate(columns) if forms.is_typed(column.type)]
    plain = [f"{forms.typed(f'c{i}', column.type)} as p{i}" for i, column in typed]
    values = [f"{value(i, column, is_strict, date_order)} as v{i}" for i, column in typed]
    named = [f"{forms.form(f'c{i}', f'p{i}', column.type)} as f{i}" for i, column in typed]
    counted = [count for i, column in enumerate(columns) for count in counts(i, column, is_strict)]
    by_value = [forms.is_typed(column.type) and column.type != "boolean" for column in columns]
    texts = [f"coalesce({f'cast(v{i} as varchar), ' if typed else ''}r{i}, '')" for i, typed in enumerate(by_value)]
    repeated = f"count(*) - count(distinct hash({', '.join(texts)}))" if texts else "0"
    deciding = [
        text for text, column in zip(texts, columns, strict=True) if column.name in DECIDING.get(table.name, ())
    ]
    undecided = undecided_count(len(key), texts, deciding) if table.name in DECIDING else "0"
    return f"""
        with cells as (select {", ".join(cells) or "1 as one"} from {source.relation}),
        plain as (select {", ".join(["*", *plain])} from cells),
        typed as (select {", ".join(["*", *values])} from plain),
        named as (select {", ".join(["*", *named])} from typed)
        select {", ".join(["count(*)", *key_counts(len(key)), undecided, repeated, *counted])} from named
    """  # noqa: S608  names are quoted, values are parameters


def cell(column: Column, name: str) -> str:
    """SQL of the text of a user's column; NULL where it says nothing of a column of the contract."""
    if column.name in KNOWN_IDS:
        return known_identifier(name)
    return known_text(name) if column.type == "string" else clean(name)


def value(i: int, column: Column, is_strict: bool, date_order: str | None) -> str:
    """SQL of a column's value as a build reads it; of numbers and booleans the plain ones alone."""
    if column.type not in forms.DATES or is_strict:
        return f"p{i}"
    serial = forms.FIRST_BIRTH_SERIAL if column.name == "birth_date" else forms.FIRST_SERIAL
    return f"coalesce(p{i}, {forms.any_date(f'c{i}', date_order, serial)})"


def key_counts(width: int) -> list[str]:
    """Repeated and empty keys: rows whose key stood in another row before, rows without any part of it."""
    if not width:
        return ["0", "0"]
    parts, has_any = key_parts(width)
    return [
        f"count(*) filter ({has_any}) - count(distinct row({', '.join(parts)})) filter ({has_any})",
        f"count(*) filter (not {has_any})",
    ]


def key_parts(width: int) -> tuple[list[str], str]:
    """The columns of a key, and SQL of whether any of them is there."""
    parts = [f"k{i}" for i in range(width)]
    return parts, f"coalesce({', '.join(parts)}) is not null"


def undecided_count(width: int, texts: list[str], deciding: list[str]) -> str:
    """Different rows beyond the first of a key that are equal in what tells the later version."""
    if not width:
        return "0"
    parts, has_any = key_parts(width)
    rows, versions = (
        f"count(distinct hash({', '.join(parts + more)})) filter ({has_any})" for more in (texts, deciding)
    )
    return f"{rows} - {versions}"


def counts(i: int, column: Column, is_strict: bool) -> list[str]:
    """Aggregates of one column, in the order in which column_profile reads them."""
    kind = column.type
    counted = [f"count(c{i})"]
    if forms.is_typed(kind):
        unplain = f"f{i} <> '{forms.PLAIN}'"
        unread = unplain if is_strict else forms.is_unread(f"c{i}", f"v{i}", kind, column.unit)
        counted += [
            f"histogram(f{i}) filter ({unplain})",
            f"count(*) filter ({unread})",
            f"list_sort(list_distinct(min(c{i}, {LOOKED_AT}) filter ({unplain})))[:{EXAMPLES}]",
        ]
    if kind in forms.DATES:
        first, second = (
            f"try_cast(regexp_extract(c{i}, {forms.literal(forms.DAY_MONTH_YEAR)}, {part}) as int)" for part in (1, 2)
        )
        is_form = f"f{i} = '{forms.DAY_MONTH}'"
        if not is_strict:
            is_form += f" and regexp_matches(c{i}, {forms.literal(forms.SLASHED)})"
        before = f"v{i} < date '{EARLIEST}'"
        in_zone = f"cast(timezone($zone, timezone('UTC', v{i})) as date)"
        counted += [
            f"cast(cast(min(v{i}) as {kind}) as varchar)",
            f"cast(cast(max(v{i}) as {kind}) as varchar)",
            f"count(*) filter (v{i} >= cast($today as date) + 1)",
            f"count(*) filter ({f'{in_zone} < $start' if column.is_known_at else before})",
            f"count(*) filter ({in_zone} > $as_of)" if column.is_known_at else "0",
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
    named, unread, examples = mapping(next(values)), number(next(values)), next(values)
    shown = tuple(str(value) for value in examples) if isinstance(examples, list) else ()
    if column.type not in forms.DATES:
        return ColumnProfile(column.name, column.type, found_as, empty, named, unread, shown)
    first, last = (None if value is None else str(value) for value in (next(values), next(values)))
    future, early, late, day_first, month_first, either = (number(next(values)) for _ in range(6))
    hours = mapping(next(values)) if column.type == "timestamp" else {}
    return ColumnProfile(
        column.name,
        column.type,
        found_as,
        empty,
        named,
        unread,
        shown,
        first,
        last,
        future,
        early,
        late,
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
