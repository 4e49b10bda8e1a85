"""Amounts in cents: they would be a hundred times too large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from customer360.contract import WAYS_IN, Table
from customer360.inputs.declarations import is_file
from customer360.inputs.finding import HELP, NOTE, WARNING, Finding
from customer360.inputs.keys import Places
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import BROKEN, ReadError, Source, clean, connected, first_row, identifier, source

ORDERS, PAYMENTS = "orders", "payments_refunds"
#: A median within these bounds is no chance: payments of an order are its amount, or parts of it.
FACTOR, LEAST, MOST = 100, 90, 110
FEWEST = 20

#: Amounts in cents are all whole, half of them from such a one on and few round hundreds, of so many rows.
CENTS_ROWS, CENTS_MEDIAN, CENTS_SHARE = 100, 500, 0.3


def whole_amounts(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Amounts that are all whole and large, as payment systems write cents."""
    column = "unit_price" if table.name == STRICT else "order_amount"
    if table.name not in WAYS_IN or column not in names:
        return
    rows, others, large, odd = first_row(
        connection,
        source,
        f"""
        with cells as (select {clean(names[column])} as c from {{rows}}),
        amounts as (select abs(try_cast(c as double)) as amount from cells where c is not null)
        select
            count(*) filter (amount > 0), count(*) filter (amount is null or amount <> floor(amount)),
            count(*) filter (amount >= {CENTS_MEDIAN}), count(*) filter (amount % 100 <> 0)
        from amounts
        """,  # noqa: S608  names are quoted
    )
    if rows >= CENTS_ROWS and not others and large >= rows / 2 and odd >= CENTS_SHARE * rows:
        message = (
            f"a hint: all amounts are whole numbers, half of them from {CENTS_MEDIAN} on: if these are cents, divide "
            f"them by 100; {HELP}"
        )
        yield Finding(NOTE, "cents", message, column)


def cents_beside_orders(table: str, places: Places, database: Path | None) -> list[Finding]:
    """The finding on payments that are about a hundred times the amount of their orders, by their median.

    Amounts that are no plain numbers are passed over; cents are written as plain ones.

    Args:
        table: the one looked at, by its name; places: location, and the user's column by contract column, by table.
        database: the DuckDB file that tables are in.
    """
    if table != PAYMENTS:
        return []
    orders, payments = (places.get(name, ("", {})) for name in (ORDERS, PAYMENTS))
    if not {"order_id", "order_amount"} <= set(orders[1]) or not {"order_id", "amount"} <= set(payments[1]):
        return []
    uses_tables = not is_file(orders[0]) or not is_file(payments[0])
    try:
        with connected(database if uses_tables else None) as connection:
            left, right = source(connection, orders[0], "orders"), source(connection, payments[0], "payments")
            row = connection.execute(
                f"""
                with order_rows as (
                    select
                        {identifier(orders[1]["order_id"])} as id,
                        try_cast({clean(orders[1]["order_amount"])} as double) as amount
                    from {left.relation}
                ),
                payment_rows as (
                    select
                        {identifier(payments[1]["order_id"])} as id,
                        try_cast({clean(payments[1]["amount"])} as double) as amount
                    from {right.relation}
                ),
                ordered as (select id, max(abs(amount)) as amount from order_rows where amount <> 0 group by all),
                paid as (select id, max(abs(amount)) as amount from payment_rows where amount <> 0 group by all)
                select count(*), median(paid.amount / ordered.amount) from ordered inner join paid using (id)
                """,  # noqa: S608  names are quoted, values are parameters
                left.parameters | right.parameters,
            ).fetchone()
    except (ReadError, *BROKEN):
        # It has been read a moment ago; whatever is wrong with it is told there.
        return []
    n, factor = row or (0, None)
    if n < FEWEST or factor is None or not LEAST <= factor <= MOST:
        return []
    message = (
        f"the amounts are {factor:,.0f} times those of their orders, by the median of {n:,} orders: they seem to be "
        f"cents; divide them by {FACTOR}; {HELP}"
    )
    return [Finding(WARNING, "cents", message, "amount")]
