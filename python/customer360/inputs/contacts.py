"""Email addresses and phone numbers that a build does not read: told, as matching of people rests on them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import seed_rows
from customer360.inputs.finding import WARNING, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.reading import Parameters, Source, first_row, known_text
from customer360.inputs.settings import countries
from customer360.warehouses import double_quoted

#: A few are mistyped in every table.
MOST_UNREAD = 0.03


def contact_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """What is to say of the addresses and numbers of an input, read by the macros of a build.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    columns = [column for column in ("email", "phone") if column in names and column in table.names]
    if not columns:
        return
    country = f"lower({known_text(names['country'])})" if "country" in names else "null"
    parts = []
    for column in columns:
        text = plain(names[column])
        unread = f"{rendered('email_text', text)} is null" if column == "email" else unread_phone(text, country)
        met = f"filter ({known_text(names[column])} is not null and {unread})"
        parts.append(f"count(*) {met}, min({text}) {met}, count({known_text(names[column])})")
    needed: Parameters | None = {"unplanned": without_plan()} if "phone" in columns else None
    row = first_row(connection, source, f"select {', '.join(parts)} from {{rows}}", needed)  # noqa: S608  quoted
    for i, column in enumerate(columns):
        n, example, values = row[3 * i : 3 * i + 3]
        if n > MOST_UNREAD * values:
            what, remedy = (
                ("address", "write name@domain")
                if column == "email"
                else (
                    "number",
                    "write them with + and the country code, as those without a country code are read of the countries "
                    f"{', '.join(countries())} alone",
                )
            )
            message = f"{counted(n, values)} values are read as no {what}, such as '{shown(example)}': {remedy}"
            yield Finding(WARNING, "unread_contacts", message, column)


def plain(name: str) -> str:
    """SQL of a column as plain text."""
    return rendered("plain_text", f"cast({double_quoted(name)} as varchar)")


def unread_phone(text: str, country: str) -> str:
    """SQL of whether a number is none, or is a national one of a country whose plan is not known."""
    dialled = rendered("phone_text", text)
    is_unplanned = f"coalesce(list_contains($unplanned, {country}), false)"
    return f"(({dialled}) is null or (not starts_with({dialled}, '+') and {is_unplanned}))"


def without_plan() -> list[str]:
    """The spellings, in small letters, of countries that macro calling_plans does not list."""
    rows = seed_rows("country_codes")
    return sorted({value.lower() for row in rows if row["country_code"] not in countries() for value in row.values()})
