"""Answers and closings of tickets before their opening, of which no duration can be measured: told before a build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import duckdb

from customer360.contract import Table
from customer360.inputs.days import time_of
from customer360.inputs.finding import HELP, Finding, counted
from customer360.inputs.orders import level
from customer360.inputs.profiles import Clock
from customer360.inputs.reading import Parameters, Source, clean, first_row
from customer360.inputs.readings import WITH_OFFSET

TICKETS, OPENED = "service_tickets", "opened_at"
#: By column of a later time: what has happened to the ticket, and what it lacks where that is before the opening.
#: Model int_service_tickets asks for this order; no model asks for one of other times of a row.
LATER = {"first_response_at": ("answered", "response time"), "closed_at": ("closed", "resolution time")}

HOUR, MINUTE = 3600, 60
#: Time zones lie so many hours apart and concern so large a share of all rows; fewer, or further off, are mistyped.
ZONE_HOURS, ZONE_SHARE, NEAR_SHARE = 14, 0.05, 0.95


@dataclass(frozen=True)
class Early:
    """Rows whose later time is before the opening, of `rows` with both: how many by up to ZONE_HOURS, within a minute
    of whole hours and at a midnight without offset, and by how many hours at most."""

    n: int
    near: int
    whole: int
    midnights: int
    most: float
    rows: int

    @property
    def are_days(self) -> bool:
        """Whether most of them are days without a time."""
        return 2 * self.midnights >= self.n

    @property
    def are_zoned(self) -> bool:
        """Whether they look like times of another zone."""
        return not self.are_days and self.n >= ZONE_SHARE * self.rows and self.near >= NEAR_SHARE * self.n


#: So many numbers there are of a column.
SIZE = len(fields(Early))


def opening_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], clock: Clock
) -> Iterator[Finding]:
    """What is to say of tickets that are answered or closed before they are opened.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; clock: the as-of day or today.

    Raises:
        ReadError: the rows cannot be read.
    """
    columns = [column for column in LATER if column in names]
    if table.name != TICKETS or OPENED not in names or not columns:
        return
    for column, found in zip(columns, early(connection, source, table, names, clock), strict=True):
        if found.n:
            done, lacking = LATER[column]
            whole = " and mostly by whole ones" if 2 * found.whole >= found.n else ""
            message = (
                f"{counted(found.n, found.rows)} tickets are {done} before they are opened, by up to "
                f"{f'{found.most:,.1f}'.removesuffix('.0')} hours{whole}: they count as {done}, but have no {lacking}. "
                f"{remedy(column, found)}; {HELP}"
            )
            yield Finding(level(found.n, found.rows), "before_opening", message, column)


def remedy(column: str, found: Early) -> str:
    """What may have led to it, and what to do."""
    if found.are_days:
        return f"Values of {column} are days without a time, which are midnight: give them their time, or none"
    if found.are_zoned:
        return (
            f"One of the columns seems to be in another time zone, so that the other values of {column} are as far "
            "off: give both with their offset, or in UTC"
        )
    return "Put right what is mistyped"


def early(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], clock: Clock
) -> list[Early]:
    """What lies before the opening, by later column that is there.

    Openings after the as-of day are passed over: the profile tells of them, and their rows are quarantined.

    Raises:
        ReadError: the rows cannot be read.
    """
    later = [names[column] for column in LATER if column in names]
    settings, numbers = clock.settings, range(len(later))
    cells = "".join(f", {clean(name)} as c{i}" for i, name in enumerate(later))
    times = "".join(f", c{i}, {time_of(table, f'c{i}', settings)} as done{i}" for i in numbers)
    leads = ", ".join(
        f"epoch(opened_at) - epoch(done{i}) as lead{i}, "
        f"cast(done{i} as time) = '00:00:00' and not regexp_matches(c{i}, '{WITH_OFFSET}') as is_midnight{i}"
        for i in numbers
    )
    counts = ", ".join(
        f"""
            count(*) filter (lead{i} > 0), count(*) filter (lead{i} > 0 and lead{i} <= {ZONE_HOURS * HOUR}),
            count(*) filter (lead{i} > {MINUTE} and abs(lead{i} - round(lead{i} / {HOUR}) * {HOUR}) <= {MINUTE}),
            count(*) filter (lead{i} > 0 and is_midnight{i}), coalesce(max(lead{i}), 0) / {HOUR}, count(lead{i})
        """
        for i in numbers
    )
    query = f"""
        with cells as (select {clean(names[OPENED])} as o{cells} from {{rows}}),
        times as (select {time_of(table, "o", settings)} as opened_at{times} from cells),
        leads as (
            select {leads} from times where cast(timezone($zone, timezone('UTC', opened_at)) as date) <= $latest
        )
        select {counts} from leads
    """  # noqa: S608  names are quoted, values are parameters
    values: Parameters = {"zone": settings.timezone, "latest": clock.as_of or clock.today}
    row = first_row(connection, source, query, values)
    return [Early(*row[SIZE * i : SIZE * (i + 1)]) for i in numbers]
