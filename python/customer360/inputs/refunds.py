"""Money given back that a build would not see, or take off twice: told before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from customer360.inputs.codes import spellings
from customer360.inputs.declarations import is_file
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.keys import Places
from customer360.inputs.reading import (
    Parameters,
    ReadError,
    clean,
    connected,
    first_row,
    identifier,
    known_text,
    source,
)
from customer360.inputs.recognise import folded

ORDERS, ITEMS, PAYMENTS = "orders", "order_items", "payments_refunds"

#: Codes of the seed code_spellings: orders that were given back, and rows that give back.
REFUNDED, GIVING_BACK = ("order_status", {"refunded"}), ("payment_type", {"refund", "chargeback"})

#: How amounts below 0 begin, in whatever form.
BELOW = r"^[^0-9]*[-(\x{2212}]"

#: Parts of the names, folded, of columns that say what was given back.
GIVEN_BACK = re.compile("refund|rembours|erstatt|退款")


#: Location, and the user's column by contract column.
Place = tuple[str, dict[str, str]]


def refund_findings(table: str, places: Places, database: Path | None) -> list[Finding]:
    """What is to say of refunds that are none by their type or their lines, and of orders that their status says are.

    Args:
        table: the one looked at, by its name; places: location, and the user's column by contract column, by table.
        database: the DuckDB file that tables are in.
    """
    try:
        if table == PAYMENTS:
            return list(no_refunds(places[table], database))
        if table == ORDERS and PAYMENTS in places:
            return list(not_given_back(places[table], places[PAYMENTS], database))
        if table == ORDERS:
            return list(given_back_twice(places[table], database))
        if table == ITEMS and ORDERS in places:
            return list(written_as_sold(places[table], places[ORDERS], database))
    except ReadError:
        # It has been read a moment ago; whatever is wrong with it is told there.
        pass
    return []


def no_refunds(payments: Place, database: Path | None) -> Iterator[Finding]:
    """Rows without a type that are none below 0: each counts as a payment, though refunds are often written so."""
    location, names = payments
    if "amount" not in names:
        return
    with connected(None if is_file(location) else database) as connection:
        kind = known_text(names["payment_type"]) if "payment_type" in names else "null"
        query = f"""
            select count(*) filter (regexp_matches({clean(names["amount"])}, '{BELOW}')), count({kind}), count(*)
            from {{rows}}
        """  # noqa: S608  names are quoted
        found = source(connection, location)
        below, typed, rows = first_row(connection, found, query)
    if rows and not below and not typed:
        unread = [name for name in found.types if name not in names.values() and GIVEN_BACK.search(folded(name))]
        remedy = "if these rows are refunds, add 'refund' as payment_type"
        if unread:
            remedy = (
                f"column '{unread[0]}' is not read: give its amounts as rows of their own, of payment_type 'refund'"
            )
        message = f"no row is a refund, as without a payment_type only amounts below 0 are: {remedy}; {HELP}"
        yield Finding(WARNING, "no_refunds", message, "payment_type")


def not_given_back(orders: Place, payments: Place, database: Path | None) -> Iterator[Finding]:
    """Refunded orders that no refund names: they count as no sales."""
    if not {"order_id", "status"} <= set(orders[1]) or not {"order_id", "amount"} <= set(payments[1]):
        return
    names = payments[1]
    kind = f"lower({known_text(names['payment_type'])})" if "payment_type" in names else "null"
    uses_tables = not is_file(orders[0]) or not is_file(payments[0])
    with connected(database if uses_tables else None) as connection:
        paid = source(connection, payments[0], "payments")
        query = f"""
            with refunded as ({refunded_orders(orders[1])}),
            refunds as (
                select distinct {identifier(names["order_id"])} as id from {paid.relation}
                where list_contains($giving_back, {kind}) or regexp_matches({clean(names["amount"])}, '{BELOW}')
            )
            select count(*) filter (refunds.id is null), min(refunded.id) filter (refunds.id is null), count(*)
            from refunded left join refunds on refunded.id = refunds.id
        """  # noqa: S608  names are quoted, values are parameters
        values = {"refunded": sorted(spellings(*REFUNDED)), "giving_back": sorted(spellings(*GIVING_BACK))}
        n, example, all_of_them = first_row(connection, source(connection, orders[0]), query, paid.parameters | values)
    if n:
        message = (
            f"{counted(n, all_of_them)} refunded orders are named by no refund in {PAYMENTS}, such as "
            f"'{shown(example)}': they count as no sales, and what a negative order gives back of them too is taken "
            "off twice; with their refunds each has the day of its own"
        )
        yield Finding(WARNING, "not_given_back", message, "status")


def given_back_twice(orders: Place, database: Path | None) -> Iterator[Finding]:
    """Refunded orders, which count as no sales where no refunds are declared, beside negative ones."""
    location, names = orders
    if not {"order_id", "status", "order_amount"} <= set(names):
        return
    with connected(None if is_file(location) else database) as connection:
        query = f"""
            with refunded as ({refunded_orders(names)}),
            negative as (
                select distinct {identifier(names["order_id"])} as id from {{rows}}
                where regexp_matches({clean(names["order_amount"])}, '{BELOW}')
            )
            select (select count(*) from refunded), (select min(id) from refunded), count(*), min(id) from negative
        """  # noqa: S608  names are quoted, values are parameters
        values: Parameters = {"refunded": sorted(spellings(*REFUNDED))}
        n, one, negative, other = first_row(connection, source(connection, location), query, values)
    if n and negative:
        message = (
            f"{n:,} orders are refunded by their status, such as '{shown(one)}', and {negative:,} have an amount below "
            f"0, such as '{shown(other)}': what is told in both ways is taken off twice; give an order that a negative "
            "one takes back the status completed"
        )
        yield Finding(WARNING, "given_back_twice", message, "order_amount")


def written_as_sold(items: Place, orders: Place, database: Path | None) -> Iterator[Finding]:
    """Orders of negative amount whose lines are all of positive quantity: what comes back is written as sold."""
    names = orders[1]
    if not {"order_id", "quantity"} <= set(items[1]) or not {"order_id", "order_amount"} <= set(names):
        return
    uses_tables = not is_file(items[0]) or not is_file(orders[0])
    with connected(database if uses_tables else None) as connection:
        documents = source(connection, orders[0], "orders")
        query = f"""
            with negative as (
                select distinct {identifier(names["order_id"])} as id from {documents.relation}
                where regexp_matches({clean(names["order_amount"])}, '{BELOW}')
            ),
            lines as (
                select
                    {identifier(items[1]["order_id"])} as id,
                    coalesce(regexp_matches({clean(items[1]["quantity"])}, '{BELOW}'), false) as is_below
                from {{rows}}
            ),
            notes as (
                select negative.id, bool_or(lines.is_below) as has_returns
                from negative inner join lines on negative.id = lines.id
                group by negative.id
            )
            select count(*) filter (not has_returns), min(id) filter (not has_returns), count(*) from notes
        """  # noqa: S608  names are quoted
        n, example, notes = first_row(connection, source(connection, items[0]), query, documents.parameters)
    if n:
        message = (
            f"{counted(n, notes)} orders of an amount below 0 have no line of negative quantity, such as "
            f"'{shown(example)}': where their lines come to minus the amount they are taken back, else what they name "
            f"is sold; give what comes back a quantity below 0; {HELP}"
        )
        yield Finding(WARNING, "returns_as_sales", message, "quantity")


def refunded_orders(names: dict[str, str]) -> str:
    """SQL of the orders that are refunded by their status; negative ones give back themselves."""
    amount = f"coalesce({clean(names['order_amount'])}, '')" if "order_amount" in names else "''"
    return f"""
        select distinct {identifier(names["order_id"])} as id from {{rows}}
        where list_contains($refunded, lower({known_text(names["status"])})) and not regexp_matches({amount}, '{BELOW}')
    """  # noqa: S608  names are quoted
