"""Signs that contradict the code beside them: told before a build, which would count another amount than is meant."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import seed_rows, spellings
from customer360.inputs.finding import WARNING, Finding, counted
from customer360.inputs.reading import Source, clean, first_row

MOVEMENTS, KIND, POINTS = "loyalty_transactions", "transaction_type", "points"
#: Movements that take points away.
LEAVING = {"redeem", "expire"}
ORDERS, STATUS, AMOUNT = "orders", "status", "order_amount"
STATUSES = "order_statuses"


def sign_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Points of movements that take points away without a minus, credit notes whose status says that they do not count.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    if table.name == MOVEMENTS and {KIND, POINTS} <= set(names):
        leaving = spellings("point_movement", LEAVING)
        positive, rows = contradicting(connection, source, names[KIND], leaving, f"{number(names[POINTS])} > 0")
        if positive:
            message = (
                f"{counted(positive, rows)} movements that redeem points or let them expire have points above 0, which "
                "would be added to the balance: points that leave it need a minus sign"
            )
            yield Finding(WARNING, "positive_points", message, POINTS)
    if table.name == ORDERS and {STATUS, AMOUNT} <= set(names):
        statuses = {row["status"] for row in seed_rows(STATUSES) if row["is_accepted"] == "false"}
        uncounted = spellings("order_status", statuses)
        negative, rows = contradicting(connection, source, names[STATUS], uncounted, f"{number(names[AMOUNT])} < 0")
        if negative:
            message = (
                f"{counted(negative, rows)} orders that are cancelled or pending are of negative amount: they take "
                "nothing back; documents that reverse an order need another status, such as refunded"
            )
            yield Finding(WARNING, "uncounted_credit_notes", message, STATUS)


def number(name: str) -> str:
    """SQL of a column's number, NULL for none."""
    return f"try_cast(replace({clean(name)}, ',', '') as double)"


def contradicting(
    connection: duckdb.DuckDBPyConnection, source: Source, name: str, codes: set[str], condition: str
) -> tuple[int, int]:
    """How many rows of some codes meet a condition, and how many there are of these codes.

    Raises:
        ReadError: the rows cannot be read.
    """
    query = f"""
        select count(*) filter (where {condition}), count(*) from {{rows}}
        where list_contains($codes, lower({clean(name)}))
    """  # noqa: S608  names are quoted, values are parameters
    found, rows = first_row(connection, source, query, {"codes": sorted(codes)})
    return found, rows
