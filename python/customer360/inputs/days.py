"""The days of the orders: their span, and the as-of day that a build would choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from customer360.contract import Table
from customer360.inputs import forms
from customer360.inputs.finding import NOTE, STOPS, WARNING, Finding, counted
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import BROKEN, ReadError, Source, clean, explained
from customer360.inputs.settings import Settings

#: Rows before a silence, as a share of all: up to it they are rather mistyped than a business that paused.
EARLY_SHARE = 0.05


@dataclass(frozen=True)
class Stretch:
    """Days without a longer silence between them, and their rows."""

    first: date
    last: date
    rows: int


def order_days(
    connection: duckdb.DuckDBPyConnection, found: Source, table: Table, names: dict[str, str], settings: Settings
) -> dict[date, int]:
    """Rows by day of the business zone, in order; empty where there is no time that is read.

    Raises:
        ReadError: the rows cannot be read.
    """
    known_at = next((column for column in table.columns if column.is_known_at), None)
    if known_at is None or known_at.name not in names:
        return {}
    time = time_of(table, "c", settings)
    query = f"""
        with cells as (select {clean(names[known_at.name])} as c from {found.relation})
        select cast(timezone($zone, timezone('UTC', {time})) as date) as day, count(*)
        from cells group by day having day is not null order by day
    """  # noqa: S608  names are quoted, values are parameters
    try:
        return dict(connection.execute(query, {**found.parameters, "zone": settings.timezone}).fetchall())
    except BROKEN as error:
        raise ReadError(explained(error)) from error


def time_of(table: Table, text: str, settings: Settings) -> str:
    """SQL of the UTC time that a build reads from a text of an input."""
    plain = forms.iso(text)
    return plain if table.name == STRICT else f"coalesce({plain}, {forms.any_date(text, settings.date_order)})"


def stretches(days: dict[date, int], max_quiet_days: int) -> list[Stretch]:
    """The days cut wherever nothing happens for more than so many days, as model as_of cuts them."""
    cut: list[Stretch] = []
    for day, rows in days.items():
        if cut and (day - cut[-1].last).days <= max_quiet_days:
            cut[-1] = Stretch(cut[-1].first, day, cut[-1].rows + rows)
        else:
            cut.append(Stretch(day, day, rows))
    return cut


def as_of_day(days: dict[date, int], settings: Settings) -> date | None:
    """Var as_of or, without it, the end of the stretch with the most rows, the later of two; None without a day."""
    if settings.as_of is not None:
        return settings.as_of
    return max(stretches(days, settings.max_quiet_days), key=lambda one: (one.rows, one.first)).last if days else None


def calendar_findings(days: dict[date, int], settings: Settings) -> Iterator[Finding]:
    """What is to say of rows before a long silence, of var as_of or, without it, of rows after such a silence."""
    if not days:
        return
    yield from mistyped_start(days, settings)
    first, last = min(days), max(days)
    span = f"the orders go from {first} to {last}"
    if settings.as_of is None:
        as_of = as_of_day(days, settings)
        later = {day: rows for day, rows in days.items() if as_of is not None and day > as_of}
        if later:
            n = counted(sum(later.values()), sum(days.values()))
            message = (
                f"{n} rows, from {min(later)} on, follow a silence of more than var max_quiet_days "
                f"({settings.max_quiet_days}): they are quarantined as future dates, and the as-of day is {as_of}"
            )
            yield Finding(WARNING, "quiet_days", message)
    elif settings.as_of < first:
        message = f"var as_of ({settings.as_of}) lies before all orders: no row would be seen, as {span}"
        yield Finding(STOPS, "as_of", message, "as_of")
    elif settings.as_of > last:
        message = f"var as_of ({settings.as_of}) lies after the last order: everybody looks inactive since, as {span}"
        yield Finding(WARNING, "as_of", message, "as_of")
    else:
        later_rows = counted(sum(rows for day, rows in days.items() if day > settings.as_of), sum(days.values()))
        message = f"var as_of ({settings.as_of}): {later_rows} rows lie later and are not seen"
        yield Finding(NOTE, "as_of", message, "as_of")


def mistyped_start(days: dict[date, int], settings: Settings) -> Iterator[Finding]:
    """A few rows before a long silence, such as of a mistyped year: they make the company as old as they say."""
    seen = {day: rows for day, rows in days.items() if day >= settings.company_start}
    cut = stretches(seen, settings.max_quiet_days)
    main = max(cut, key=lambda one: (one.rows, one.first), default=None)
    early = [one for one in cut if main is not None and one.last < main.first]
    n = sum(one.rows for one in early)
    if main is not None and 0 < n <= EARLY_SHARE * sum(seen.values()):
        message = (
            f"{counted(n, sum(days.values()))} rows, from {early[0].first} on, come before a silence of more than var "
            f"max_quiet_days ({settings.max_quiet_days}) up to {main.first}, so months and cohorts begin with them: if "
            f"they are mistyped, put them right, or set var company_start to {main.first} or a day of that silence"
        )
        yield Finding(WARNING, "early_days", message)
