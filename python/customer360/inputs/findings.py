"""What a profile says to the person who owns the data: findings, each with a level, a kind and a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from customer360.contract import Table
from customer360.inputs.profiles import EARLIEST, ColumnProfile, Profile

LEVELS = STOPS, WARNING, NOTE = "stops", "warning", "note"

SEPARATORS = ",;\t|"

#: Times of day below which nothing is said of the zone.
ZONE_ROWS = 500
#: The share of times that six quiet hours may hold.
QUIET_SHARE = 0.02
QUIET_HOURS = 6
DAY_HOURS = 24
#: Offsets go up to half a day; beyond it lies the other side.
EASTMOST = 12


@dataclass(frozen=True)
class Finding:
    """One finding: `stops` means that a build would stop, or not read it at all."""

    level: str
    kind: str
    message: str
    column: str | None = None


def column_findings(
    table: Table, found: dict[str, str], names: dict[str, str], mapped: dict[str, str]
) -> list[Finding]:
    """What is to say of the columns that are there.

    Args:
        table: the contract.
        found: type by the user's column.
        names: the user's column by contract column, of those that are there.
        mapped: the columns that the declaration maps.
    """
    if len(found) == 1 and not names and any(mark in next(iter(found)) for mark in SEPARATORS):
        message = (
            f"it has one column only, '{next(iter(found))[:80]}': is a quote never closed, or the separator unusual?"
        )
        return [Finding(STOPS, "one_column", message)]
    extra = [name for name in found if name not in names.values()]
    findings = [
        Finding(STOPS, "unknown_mapping", f"maps '{name}', which is no column of {table.name}", name)
        for name in mapped
        if name not in table.names
    ]
    for column in table.columns:
        if column.name in names:
            continue
        told = f" (mapped to '{mapped[column.name]}')" if column.name in mapped else ""
        if column.is_required or told:
            hint = f"; close to it: {', '.join(near)}" if (near := close_names(column.name, extra)) else ""
            findings.append(
                Finding(STOPS, "missing_column", f"the column {column.name}{told} is not there{hint}", column.name)
            )
    missing = [column for column in table.columns if column.name not in names and not column.is_required]
    costs = [f"{column.name} ({column.lost_without})" if column.lost_without else column.name for column in missing]
    if costs:
        findings.append(Finding(NOTE, "missing_optional", f"not there, optional: {', '.join(costs)}"))
    if extra:
        findings.append(Finding(NOTE, "extra_columns", f"ignored, not in the contract: {', '.join(extra)}"))
    return findings


def close_names(name: str, found: list[str]) -> list[str]:
    """Up to three of the names found that look like a contract column."""
    folded = {"".join(filter(str.isalnum, one.lower())): one for one in found}
    return [folded[one] for one in get_close_matches(name.replace("_", ""), folded, n=3, cutoff=0.6)]


def profile_findings(table: Table, profile: Profile) -> list[Finding]:
    """What is to say of the values."""
    if not profile.rows:
        return [Finding(WARNING, "no_rows", "there is no row in it")]
    findings = []
    key = ", ".join(table.key)
    if profile.repeated_keys:
        n = counted(profile.repeated_keys, profile.rows)
        findings.append(Finding(WARNING, "repeated_keys", f"{n} rows repeat the key ({key}) of another row"))
    if profile.empty_keys:
        findings.append(
            Finding(WARNING, "empty_keys", f"{counted(profile.empty_keys, profile.rows)} rows have no key ({key})")
        )
    for column in profile.columns:
        findings += value_findings(column, profile.rows)
    return findings


def value_findings(column: ColumnProfile, rows: int) -> Iterator[Finding]:
    """What is to say of one column's values."""
    if column.unplain:
        parts = ", ".join(f"{n:,} {name}" for name, n in column.forms.items())
        examples = ", ".join(f"'{value[:40]}'" for value in column.examples)
        n = counted(column.unplain, rows - column.empty)
        message = f"{n} values are no plain {column.type}: {parts}; such as {examples}"
        yield Finding(WARNING, "untypable", message, column.name)
    if any(column.day_month):
        yield Finding(WARNING, "day_month", day_month(column.day_month), column.name)
    if column.future:
        message = f"{counted(column.future, rows)} values lie in the future, up to {column.last}"
        yield Finding(WARNING, "future_dates", message, column.name)
    if column.early and column.name != "birth_date":
        message = f"{counted(column.early, rows)} values lie before {EARLIEST.year}, from {column.first} on"
        yield Finding(WARNING, "early_dates", message, column.name)
    offset = likely_offset(column.hours)
    if offset is not None:
        start = -offset % DAY_HOURS
        end = (start + QUIET_HOURS) % DAY_HOURS
        message = (
            f"a hint: the quiet hours are {start:02d}-{end:02d}, which is night {offset:+d} h from the zone "
            "they are told in; are these times of another zone? See var business_timezone"
        )
        yield Finding(WARNING, "time_zone", message, column.name)


def counted(n: int, rows: int) -> str:
    """A count with its share: 12 (0.4 %)."""
    percent = 100 * n / rows if rows else 0
    return f"{n:,} ({percent:.1f} %)" if percent >= 0.1 or not n else f"{n:,} (under 0.1 %)"  # noqa: PLR2004


def day_month(counts: tuple[int, int, int]) -> str:
    """Which order the values of the form d/m/y show."""
    day_first, month_first, either = counts
    evidence = f"first part above 12: {day_first:,}, second part above 12: {month_first:,}, either way: {either:,}"
    if day_first and month_first:
        return f"days and months are mixed up: both orders occur ({evidence})"
    if not day_first and not month_first:
        return f"it cannot be told which part is the day ({evidence})"
    order, other = ("day", "month") if day_first else ("month", "day")
    return f"the {order} stands first, the {other} second ({evidence})"


def likely_offset(hours: dict[int, int]) -> int | None:
    """The offset in hours that puts six quiet hours at 0 to 6 o'clock; None where the data do not say it clearly.

    Args:
        hours: number of times by hour of the day.
    """
    total = sum(hours.values())
    if total < ZONE_ROWS:
        return None
    starts = [start for start in range(DAY_HOURS) if window(hours, start) <= QUIET_SHARE * total]
    if not starts or 0 in starts:
        return None
    # The quiet stretch must be one; where it is longer than six hours, its middle is the night.
    first = [start for start in starts if (start - 1) % DAY_HOURS not in starts]
    if len(first) != 1:
        return None
    middle = (first[0] + (len(starts) - 1) // 2) % DAY_HOURS
    offset = -middle % DAY_HOURS
    return offset if offset <= EASTMOST else offset - DAY_HOURS


def window(hours: dict[int, int], start: int) -> int:
    """Number of times in the six hours from `start` on."""
    return sum(hours.get((start + i) % DAY_HOURS, 0) for i in range(QUIET_HOURS))
