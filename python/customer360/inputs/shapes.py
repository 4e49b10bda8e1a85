"""Shapes in which real systems export their data, and which a build would take for something else: told before it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

import duckdb

from customer360.contract import WAYS_IN, Table
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import UNNAMED, Source, clean, first_row, identifier, known_identifier, rows_of
from customer360.warehouses import double_quoted

#: A number that every guest bears: it has so many times the orders of any other, and such a share of all.
GUEST_FACTOR, GUEST_SHARE, FEWEST_CUSTOMERS = 10, 0.05, 20
#: What tills and shops write for nobody, and a build takes for a number.
NOBODY = "^(GUEST|ANONYMOUS|UNKNOWN|CASH|WALK.?IN( CUSTOMER)?|LAUFKUNDE|BARVERKAUF|散客|游客)$"

#: Orders of several amounts, as a share of all: below it they are versions, from it on each row is a line.
LINES_SHARE = 0.05


def shape_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """What is to say of an input as a whole system wrote it.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows cannot be read.
    """
    yield from nested(source, names)
    yield from beyond_the_header(connection, source)
    if table.name in WAYS_IN and "order_id" in names:
        yield from further_lines(connection, source, table, names)
        yield from guests(connection, source, names)
    if table.name == "orders" and {"order_id", "order_amount"} <= set(names):
        yield from lines_as_orders(connection, source, names)


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
    unnamed = [double_quoted(name) for name in takewhile(UNNAMED.fullmatch, reversed(source.types))]
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
        orders as (select distinct {identifier("one")} as id, {known_identifier("other")} as who from raw),
        buyers as (select who, count(*) as n from orders where who is not null group by who),
        ranked as (select *, row_number() over (order by n desc, who) as place from buyers)
        select
            who, n, (select sum(n) from buyers), (select count(*) from buyers),
            (select n from ranked where place = 2), regexp_matches(who, '{NOBODY}')
        from ranked
        where place = 1 or regexp_matches(who, '{NOBODY}')
        order by place
    """  # noqa: S608  names are quoted
    for who, n, orders, buyers, second, is_nobody in rows_of(connection, source, query):
        is_large = buyers >= FEWEST_CUSTOMERS and n >= GUEST_SHARE * orders and n >= GUEST_FACTOR * (second or 0)
        if is_nobody or is_large:
            message = (
                f"'{shown(who)}' has {counted(n, orders)} of the orders with a customer: if it stands for guests, "
                f"leave it empty, as they would be one customer; {HELP}"
            )
            yield Finding(WARNING, "guests", message, "customer_id")
