"""One number for two people, as where two systems were put together: told before a build takes them for one."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.reading import Source, first_row, known_identifier, known_text

#: The number of a person by the input that has one row for each.
NUMBERS = {"crm_customers": "crm_customer_id", "loyalty_members": "loyalty_member_id"}

#: Fewer are versions of a record, of someone who married or was corrected: so many, and such a share of the numbers.
FEWEST_SHARED, LEAST_SHARE = 3, 0.02


def person_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Numbers whose rows have two email addresses and two names.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows cannot be read.
    """
    number = NUMBERS.get(table.name, "")
    parts = [name for name in ("last_name", "full_name") if name in names]
    if number not in names or "email" not in names or not parts:
        return
    name = f"coalesce({', '.join(rendered('upper_text', known_text(names[part])) for part in parts)})"
    shared, example, numbers = first_row(
        connection,
        source,
        f"""
        with cells as (
            select
                {known_identifier(names[number])} as id, lower({known_text(names["email"])}) as email, {name} as name
            from {{rows}}
        ),
        numbers as (
            select id, count(distinct email) > 1 and count(distinct name) > 1 as is_shared
            from cells where id is not null
            group by id
        )
        select count(*) filter (is_shared), min(id) filter (is_shared), count(*) from numbers
        """,  # noqa: S608  names are quoted
    )
    if shared >= FEWEST_SHARED and shared >= LEAST_SHARE * numbers:
        message = (
            f"{counted(shared, numbers)} numbers have rows of two email addresses and two names, such as "
            f"'{shown(example)}': the people of a number become one customer; if two systems number theirs anew, put "
            f"the system before the number, here and in all inputs; {HELP}"
        )
        yield Finding(WARNING, "shared_numbers", message, number)
