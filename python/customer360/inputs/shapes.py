"""Shapes in which real systems export their data, and which a build would take for something else: told before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from customer360.contract import WAYS_IN, Table
from customer360.inputs import forms
from customer360.inputs.finding import NOTE, WARNING, Finding, counted
from customer360.inputs.findings import UNNAMED
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import BROKEN, ReadError, Source, clean, explained, identifier
from customer360.inputs.recognise import folded
from customer360.inputs.settings import Settings
from customer360.warehouses import double_quoted

#: Where the ways out are written down.
HELP = "see docs/exports.md"

#: Ends of the names, folded, of columns that order_lines has no room for and that change what its rows are worth.
CURRENCIES = ("currency", "currencycode", "wahrung", "waehrung", "devise", "moneda", "币种", "货币")
STATES = ("status", "statut", "estado", "状态")
#: Of goods and letters, not of money.
OTHER_STATES = ("fulfil", "shipping", "delivery", "versand", "发货", "物流")
#: A column of more different values is no state.
MOST_STATES = 30

#: A number that every guest bears: it has so many times the orders of any other, and such a share of all.
GUEST_FACTOR, GUEST_SHARE, FEWEST_CUSTOMERS = 10, 0.05, 20
#: What tills and shops write for nobody.
NOBODY = "^(0+|9{4,}|GUEST|ANONYMOUS|UNKNOWN|NONE|CASH|WALK.?IN( CUSTOMER)?|LAUFKUNDE|BARVERKAUF|散客|游客)$"

#: Orders of several amounts, as a share of all: below it they are versions, from it on each row is a line.
LINES_SHARE = 0.05

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

#: What follows a time that says where it holds, and the share of midnights from which on they are days without a time.
WITH_OFFSET = ":.*(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)$"
DAYS_SHARE = 0.1

#: Amounts in cents are whole and no round hundreds, of so many rows and of such a median.
CENTS_ROWS, CENTS_MEDIAN, CENTS_SHARE = 100, 500, 0.3


def shape_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], settings: Settings
) -> Iterator[Finding]:
    """What is to say of an input as a whole system wrote it.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; settings: the vars.

    Raises:
        ReadError: the rows cannot be read.
    """
    yield from nested(source, names)
    yield from beyond_the_header(connection, source)
    yield from texts(connection, source, table, names)
    yield from readings_of_commas(connection, source, table, names)
    yield from days_alone(connection, source, table, names, settings)
    if table.name in WAYS_IN and "order_id" in names:
        yield from further_lines(connection, source, table, names)
        yield from guests(connection, source, names)
        yield from cents(connection, source, table, names)
    if table.name == "orders" and {"order_id", "order_amount"} <= set(names):
        yield from lines_as_orders(connection, source, names)
    if table.name == STRICT:
        yield from left_out_columns(connection, source, names)


def nested(source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """Columns of records or lists, as JSON and event exports have them: each would be one long text."""
    for column, name in names.items():
        kind = source.types[name]
        if kind.startswith(("STRUCT", "MAP")) or kind.endswith("]"):
            message = (
                f"'{name}' holds records or lists, which are read as one text: take out the value you mean; {HELP}"
            )
            yield Finding(WARNING, "nested", message, column)


def beyond_the_header(connection: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Finding]:
    """Values of a CSV file that no name stands above, as a decimal comma without quotes makes of one number two."""
    unnamed = [double_quoted(name) for name in source.types if UNNAMED.fullmatch(name)]
    if not unnamed or not source.relation.startswith("read_csv"):
        return
    value = f"coalesce({', '.join(unnamed)})"
    n, example, rows = first_row(
        connection,
        source,
        f"select count({value}), min({value}), count(*) from {{rows}}",  # noqa: S608  names are quoted
    )
    if n:
        message = (
            f"{counted(n, rows)} rows have more values than the header has names, such as '{shown(example)}' at their "
            "end: a text or number with a comma stands there without quotes, and all after it in a wrong column; "
            f"export the file with quotes or another separator; {HELP}"
        )
        yield Finding(WARNING, "beyond_the_header", message)


def texts(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Texts read in a wrong encoding, numbers that a spreadsheet rounded, and ids that differ by case alone."""
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


def further_lines(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Rows without a required value that another row of their order has: it stands on the first line alone."""
    for column in ("order_amount", "ordered_at"):
        if column not in names:
            continue
        order, value = double_quoted(names["order_id"]), f"cast({double_quoted(names[column])} as varchar)"
        n, rows = first_row(
            connection,
            source,
            f"""
            with raw as (
                select {order} as cell, trim(coalesce({value}, '')) = '' as is_empty, count(*) as n
                from {{rows}} group by all
            ),
            cells as (select {identifier("cell")} as id, is_empty, n from raw),
            filled as (select distinct id from cells where not is_empty)
            select coalesce(sum(n) filter (is_empty and filled.id is not null), 0), coalesce(sum(n), 0)
            from cells left join filled on cells.id = filled.id
            """,  # noqa: S608  names are quoted
        )
        if n:
            remedy = (
                "fill it down to all lines of the order"
                if table.name == STRICT
                else "that row is the order, these are its further lines: give them as order_items"
            )
            message = (
                f"{counted(n, rows)} rows have no {column}, but another row of their order has one, so it stands on "
                f"the first line alone: {remedy}; {HELP}"
            )
            yield Finding(WARNING, "first_line_only", message, column)
            return


def lines_as_orders(connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """Orders with several amounts, as an export of lines has them: of one order only one row is kept."""
    n, orders = first_row(
        connection,
        source,
        f"""
        with cells as (
            select {identifier(names["order_id"])} as id, {clean(names["order_amount"])} as amount from {{rows}}
        ),
        orders as (select id, count(distinct amount) as amounts from cells where id is not null group by id)
        select count(*) filter (amounts > 1), count(*) from orders
        """,  # noqa: S608  names are quoted
    )
    if orders and n >= LINES_SHARE * orders:
        message = (
            f"{counted(n, orders)} orders have rows of different order_amount, of which one is kept: if each row is a "
            f"line, give one row per order with their sum, and the lines as order_items; {HELP}"
        )
        yield Finding(WARNING, "lines_as_orders", message, "order_amount")


def guests(connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """A customer number that stands for nobody: all guests would be one customer."""
    if "customer_id" not in names:
        return
    order, buyer = double_quoted(names["order_id"]), double_quoted(names["customer_id"])
    query = f"""
        with raw as (select distinct {order} as one, {buyer} as other from {{rows}}),
        orders as (select distinct {identifier("one")} as id, {identifier("other")} as who from raw),
        buyers as (select who, count(*) as n from orders where who is not null group by who),
        ranked as (select *, row_number() over (order by n desc, who) as place from buyers)
        select
            who, n, (select sum(n) from buyers), (select count(*) from buyers),
            (select n from ranked where place = 2), regexp_matches(who, '{NOBODY}')
        from ranked
        where place = 1 or regexp_matches(who, '{NOBODY}')
        order by place
    """  # noqa: S608  names are quoted
    for who, n, orders, buyers, second, is_nobody in all_rows(connection, source, query):
        is_large = buyers >= FEWEST_CUSTOMERS and n >= GUEST_SHARE * orders and n >= GUEST_FACTOR * (second or 0)
        if is_nobody or is_large:
            message = (
                f"'{shown(who)}' has {counted(n, orders)} of the orders with a customer: if it stands for guests, "
                f"leave it empty, as they would be one customer; {HELP}"
            )
            yield Finding(WARNING, "guests", message, "customer_id")


def cents(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Amounts that are all whole and large, as payment systems write cents."""
    column = "unit_price" if table.name == STRICT else "order_amount"
    if column not in names:
        return
    rows, parts, median, odd = first_row(
        connection,
        source,
        f"""
        with amounts as (select abs(try_cast({clean(names[column])} as double)) as amount from {{rows}})
        select
            count(amount), count(*) filter (amount <> floor(amount)), median(amount),
            count(*) filter (amount % 100 <> 0)
        from amounts where amount > 0
        """,  # noqa: S608  names are quoted
    )
    if rows >= CENTS_ROWS and not parts and median >= CENTS_MEDIAN and odd >= CENTS_SHARE * rows:
        message = (
            f"a hint: all amounts are whole numbers, half of them from {median:,.0f} on: if these are cents, divide "
            f"them by 100; {HELP}"
        )
        yield Finding(NOTE, "cents", message, column)


def left_out_columns(connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """Columns of currencies and states, which order_lines has no room for: amounts are added up all the same."""
    for name in source.types:
        plain = folded(name)
        is_state = plain.endswith(STATES) and not any(word in plain for word in OTHER_STATES)
        if name in names.values() or not (is_state or plain.endswith(CURRENCIES)):
            continue
        query = f"""
            with cells as (select {clean(name)} as c from {{rows}})
            select c, count(*) as n from cells where c is not null group by c
            order by n desc, c limit {MOST_STATES + 1}
        """  # noqa: S608  names are quoted
        found = all_rows(connection, source, query)
        if not 1 < len(found) <= MOST_STATES:
            continue
        told = ", ".join(f"'{shown(value)}' ({n:,})" for value, n in found[:8])
        what, remedy = (
            ("all its rows count as sales", "leave out those that are none")
            if is_state
            else ("its amounts are added up as if of one currency", "convert them")
        )
        message = (
            f"order_lines knows no {'status' if is_state else 'currency'}, so {what}, whatever column '{name}' says: "
            f"{told}: {remedy}, or give orders with order_items; {HELP}"
        )
        yield Finding(WARNING, "ignored_status" if is_state else "ignored_currency", message)


def first_row(connection: duckdb.DuckDBPyConnection, source: Source, query: str) -> tuple[Any, ...]:
    """The one row of a query over {rows}.

    Raises:
        ReadError: the rows cannot be read.
    """
    return all_rows(connection, source, query)[0]


def all_rows(connection: duckdb.DuckDBPyConnection, source: Source, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query over {rows}.

    Raises:
        ReadError: the rows cannot be read.
    """
    try:
        return connection.execute(query.replace("{rows}", source.relation), source.parameters).fetchall()
    except BROKEN as error:
        raise ReadError(explained(error)) from error


def shown(value: object) -> str:
    """A value as it stands in a sentence."""
    return str(value)[:40]
