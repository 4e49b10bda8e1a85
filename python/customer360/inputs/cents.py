"""Payments in cents beside orders in whole currency: refunds would be a hundred times too large."""

from __future__ import annotations

from pathlib import Path

from customer360.inputs.declarations import is_file
from customer360.inputs.finding import WARNING, Finding
from customer360.inputs.keys import Places
from customer360.inputs.reading import BROKEN, ReadError, clean, connected, identifier, source

ORDERS, PAYMENTS = "orders", "payments_refunds"
#: A median within these bounds is no chance: payments of an order are its amount, or parts of it.
FACTOR, LEAST, MOST = 100, 90, 110
FEWEST = 20


def cents_findings(places: Places, database: Path | None) -> list[Finding]:
    """The finding on payments that are about a hundred times the amount of their orders, by their median.

    Numbers that are not plain are passed over: amounts in cents are.

    Args:
        places: location, and the user's column by contract column, by table.
        database: the DuckDB file that tables are in.
    """
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
                ordered as (select id, max(amount) as amount from order_rows where amount > 0 group by all),
                paid as (select id, max(amount) as amount from payment_rows where amount > 0 group by all)
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
        f"cents; divide them by {FACTOR}; see docs/exports.md"
    )
    return [Finding(WARNING, "cents", message, "amount")]
