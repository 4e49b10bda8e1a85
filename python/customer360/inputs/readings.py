"""Values that a build would read as something else than what was meant: told before it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs import forms
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import Source, clean, first_row, identifier
from customer360.inputs.settings import Settings
from customer360.warehouses import double_quoted

#: Texts of one encoding read in another: the sign for no sign, control codes of Latin-1, UTF-8 taken for Latin-1 or
#: Windows-1252, and runs of accented letters, as GB18030 and Cyrillic look when they are taken for Latin-1.
GARBLED = (
    r"\x{fffd}|[\x{80}-\x{84}\x{86}-\x{9f}]|[\x{c2}\x{c3}][\x{a1}-\x{bf}\x{192}\x{2013}-\x{2122}]|\x{e2}\x{20ac}"
    r"|[\x{a1}-\x{ff}]{4}"
)

#: A number as spreadsheets show it when it is long; its last digits are lost.
ROUNDED = "^[0-9]([.,][0-9]+)?[eE][+][0-9]+$"

#: A comma that can only be a decimal sign, a point that can only be one, and what is read as thousands or as decimals.
DECIMAL_COMMA = "(^|[^0-9])(0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}([.][0-9]{3})+,[0-9]+)($|[^0-9,.])"
DECIMAL_POINT = "(^|[^0-9,.])(0[.][0-9]+|[0-9]+[.]([0-9]{1,2}|[0-9]{4,})|[0-9]{1,3}(,[0-9]{3})+[.][0-9]+)($|[^0-9,.])"
EITHER = "^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"

#: The same in an input that takes decimal points alone.
EITHER_POINT = "^[+-]?[1-9][0-9]{0,2}[.][0-9]{3}$"

#: Three digits behind one point, behind several, and a number without any sign.
ONE_POINT = "^[^0-9.,]*[1-9][0-9]{0,2}[.][0-9]{3}[^0-9.,]*$"
MORE_POINTS = "^[^0-9.,]*[1-9][0-9]{0,2}([.][0-9]{3}){2,}[^0-9.,]*$"
WHOLE = "^[^0-9.,]*[1-9][0-9]*[^0-9.,]*$"

#: What follows a time that says where it holds, and the share of midnights from which on they are days without a time.
WITH_OFFSET = f":[0-9]{{2}}.*({forms.OFFSET})$"
DAYS_SHARE = 0.1

#: Texts that reports tell apart as they are written.
SLICES = {"region", "store", "category"}


def reading_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], settings: Settings
) -> Iterator[Finding]:
    """What is to say of the values of an input that have another reading.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; settings: the vars.

    Raises:
        ReadError: the rows cannot be read.
    """
    yield from texts(connection, source, table, names)
    told = list(readings_of_commas(connection, source, table, names))
    yield from told
    others = {column: name for column, name in names.items() if all(one.column != column for one in told)}
    yield from readings_of_points(connection, source, table, others)
    yield from days_alone(connection, source, table, names, settings)


def texts(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Texts read in a wrong encoding, numbers that a spreadsheet rounded, ids and slices that differ by case alone."""
    columns = [one.name for one in table.columns if one.name in names and one.type == "string"]
    for column, n, example, rows in matches(connection, source, names, columns, GARBLED):
        message = (
            f"{counted(n, rows)} values look as if read in a wrong encoding, such as '{shown(example)}': convert the "
            f"file from the encoding that it has; {HELP}"
        )
        yield Finding(WARNING, "garbled", message, column)
    numbers = [column for column in columns if column.endswith("_id") or column == "phone"]
    for column, n, example, rows in matches(connection, source, names, numbers, ROUNDED):
        message = (
            f"{counted(n, rows)} values such as '{shown(example)}' are long numbers that a spreadsheet has rounded, so "
            f"that different ones are equal now: export the column again as text; {HELP}"
        )
        yield Finding(WARNING, "rounded", message, column)
    for column in numbers:
        yield from one_but_for_case(connection, source, column, names[column])
    for slices in table.columns:
        if slices.name in SLICES and slices.name in names and slices.codes is None:
            yield from spelled_apart(connection, source, slices.name, names[slices.name])


def matches(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str], columns: list[str], pattern: str
) -> Iterator[tuple[str, int, str, int]]:
    """The columns with values that match as they stand, how many do, the first, and how many values there are."""
    if not columns:
        return
    cells = ", ".join(f"cast({double_quoted(names[column])} as varchar) as c{i}" for i, column in enumerate(columns))
    met = [f"filter (regexp_matches(c{i}, '{pattern}'))" for i in range(len(columns))]
    counts = ", ".join(f"count(*) {one}, min(c{i}) {one}, count(c{i})" for i, one in enumerate(met))
    row = first_row(connection, source, f"select {counts} from (select {cells} from {{rows}})")  # noqa: S608  quoted
    for i, column in enumerate(columns):
        n, example, rows = row[3 * i : 3 * i + 3]
        if n:
            yield column, n, example, rows


def one_but_for_case(
    connection: duckdb.DuckDBPyConnection, source: Source, column: str, name: str
) -> Iterator[Finding]:
    """Ids of capital and small letters that differ by these alone, such as the short ones of Salesforce, become one."""
    n, example, other = first_row(
        connection,
        source,
        f"""
        with raw as (select distinct {double_quoted(name)} as cell from {{rows}}),
        ids as (select distinct {clean("cell")} as c, {identifier("cell")} as id from raw),
        spelled as (select * from ids where not contains(c, '@') and c <> upper(c) and c <> lower(c)),
        glued as (select id, count(*) as n, min(c) as one, max(c) as other from spelled group by id having count(*) > 1)
        select sum(n), min(one), min_by(other, one) from glued
        """,  # noqa: S608  names are quoted
    )
    if n:
        message = (
            f"{n:,} different values are one but for capital and small letters, such as '{shown(example)}' and "
            f"'{shown(other)}': as ids they are the same here, and their rows become one; recode them; {HELP}"
        )
        yield Finding(WARNING, "case_alone", message, column)


def spelled_apart(connection: duckdb.DuckDBPyConnection, source: Source, column: str, name: str) -> Iterator[Finding]:
    """Names of regions, stores or categories that differ by capital and small letters alone stay apart."""
    n, names, example, other = first_row(
        connection,
        source,
        f"""
        with spelled as (select distinct {clean(name)} as c from {{rows}}),
        apart as (select count(*) as n, min(c) as one, max(c) as other from spelled group by lower(c) having n > 1)
        select sum(n), count(*), min(one), min_by(other, one) from apart
        """,  # noqa: S608  names are quoted
    )
    if n:
        message = (
            f"{n:,} values are {names:,} but for capital and small letters, such as '{shown(example)}' and "
            f"'{shown(other)}': every report by {column} tells them apart; write each in one way"
        )
        yield Finding(WARNING, "spelled_apart", message, column)


def readings_of_commas(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Numbers that are read a thousand times too large or small, as the commas of the table are decimal signs."""
    columns = [one.name for one in table.columns if one.name in names and one.type.startswith(forms.NUMBERS)]
    if not columns:
        return
    either = EITHER_POINT if table.name == STRICT else EITHER
    counts = ", ".join(
        f"count(*) filter (regexp_matches(c{i}, '{either}')), min(c{i}) filter (regexp_matches(c{i}, '{either}')), "
        f"count(*) filter (regexp_matches(c{i}, '{DECIMAL_COMMA}')), "
        f"count(*) filter (regexp_matches(c{i}, '{DECIMAL_POINT}')), count(c{i})"
        for i in range(len(columns))
    )
    cells = ", ".join(f"{clean(names[column])} as c{i}" for i, column in enumerate(columns))
    row = first_row(connection, source, f"select {counts} from (select {cells} from {{rows}})")  # noqa: S608  quoted
    parts = [row[5 * i : 5 * i + 5] for i in range(len(columns))]
    if sum(part[2] for part in parts) <= sum(part[3] for part in parts):
        return
    for column, (n, example, _, _, rows) in zip(columns, parts, strict=True):
        if n:
            value = example.replace(",", "")
            message = (
                f"{counted(n, rows)} values such as '{shown(example)}' have two readings: it is read as "
                f"{shown(value)}, but other numbers of this input have decimal commas; write them all with decimal "
                f"points; {HELP}"
            )
            yield Finding(WARNING, "decimal_comma", message, column)


def readings_of_points(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Numbers that are read a thousand times too small, as the points of their column are thousands signs.

    Where points are decimal signs and three digits stand behind each, so they do in whole numbers: 2.000, 0.500.
    """
    columns = [one.name for one in table.columns if one.name in names and one.type.startswith(forms.NUMBERS)]
    if not columns:
        return
    one_point = EITHER_POINT if table.name == STRICT else ONE_POINT
    counts = ", ".join(
        f"""
            count(*) filter (regexp_matches(c{i}, '{one_point}')),
            min(c{i}) filter (regexp_matches(c{i}, '{one_point}')),
            count(*) filter (regexp_matches(c{i}, '{MORE_POINTS}|{WHOLE}')),
            count(*) filter (contains(c{i}, '.') and not regexp_matches(c{i}, '{ONE_POINT}|{MORE_POINTS}')),
            count(c{i})
        """
        for i in range(len(columns))
    )
    cells = ", ".join(f"{clean(names[column])} as c{i}" for i, column in enumerate(columns))
    row = first_row(connection, source, f"select {counts} from (select {cells} from {{rows}})")  # noqa: S608  quoted
    for i, column in enumerate(columns):
        n, example, without, others, rows = row[5 * i : 5 * i + 5]
        if n and without and not others:
            message = (
                f"{counted(n, rows)} values such as '{shown(example)}' have two readings: the point is read as a "
                "decimal sign, but in this column three digits stand behind each, as behind thousands signs; leave "
                f"these out, or write all values with three decimals if it is none; {HELP}"
            )
            yield Finding(WARNING, "thousands_point", message, column)


def days_alone(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], settings: Settings
) -> Iterator[Finding]:
    """Days without a time, which are midnight in UTC and so lie in the day before west of it."""
    column = next((one.name for one in table.columns if one.is_known_at and one.name in names), None)
    if column is None:
        return
    other = "" if table.name == STRICT else f", {forms.any_date('c', settings.date_order)}"
    n, rows = first_row(
        connection,
        source,
        f"""
        with cells as (select {clean(names[column])} as c from {{rows}}),
        times as (select c, coalesce({forms.iso("c")}{other}) as t from cells)
        select
            count(*) filter (
                cast(t as time) = '00:00:00' and not regexp_matches(c, '{WITH_OFFSET}')
                and cast(timezone('{settings.timezone}', timezone('UTC', t)) as date) < cast(t as date)
            ),
            count(t)
        from times
        """,  # noqa: S608  names are quoted, the zone is one of the list
    )
    if n and n >= DAYS_SHARE * rows:
        message = (
            f"{counted(n, rows)} values are days without a time: they are midnight UTC, which is the day before in "
            f"var business_timezone ({settings.timezone}); give them a time with its offset, or leave that var at UTC "
            f"if no file has offsets or UTC times; {HELP}"
        )
        yield Finding(WARNING, "days_alone", message, column)
