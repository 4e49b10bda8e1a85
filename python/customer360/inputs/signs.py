"""Points that leave a balance without a minus sign: told before a build, which would add them to the balance."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import spellings
from customer360.inputs.finding import WARNING, Finding, counted
from customer360.inputs.reading import Source, clean, first_row

MOVEMENTS, KIND, POINTS = "loyalty_transactions", "transaction_type", "points"
CODE_LIST = "point_movement"
#: Movements that take points away.
LEAVING = {"redeem", "expire"}


def sign_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """What is to say of the points of movements that take points away.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows or the seed cannot be read.
    """
    if table.name != MOVEMENTS or not {KIND, POINTS} <= set(names):
        return
    query = f"""
        with movements as (
            select
                lower({clean(names[KIND])}) as kind,
                try_cast(replace({clean(names[POINTS])}, ',', '') as double) as points
            from {{rows}}
        )
        select count(*) filter (where points > 0), count(*) from movements where list_contains($leaving, kind)
    """  # noqa: S608  names are quoted, values are parameters
    leaving = sorted(spellings(CODE_LIST, LEAVING))
    positive, rows = first_row(connection, source, query, {"leaving": leaving})
    if positive:
        message = (
            f"{counted(positive, rows)} movements that redeem points or let them expire have points above 0, which "
            "would be added to the balance: points that leave it need a minus sign"
        )
        yield Finding(WARNING, "positive_points", message, POINTS)
