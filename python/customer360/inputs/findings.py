"""What a profile says to the person who owns the data: findings, each with a level, a kind and a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import combinations

from customer360.contract import WAYS_IN, Column, Table
from customer360.inputs import forms
from customer360.inputs.finding import NOTE, STOPS, WARNING, Finding, counted
from customer360.inputs.profiles import DECIDING, EARLIEST, STRICT, Clock, ColumnProfile, Profile
from customer360.inputs.reading import KNOWN_IDS, UNNAMED

#: Signs that may separate values; only the first four are found out.
SEPARATORS = ",;\t|:^#~"

#: What counts as empty of a number of persons, cards, devices or coupons.
NOBODY = "zeros alone, None and the like stand for nothing and count as empty"

#: The input whose rows may be invitations that nobody answered.
ANSWERS = "survey_responses"

#: Inputs without a column by which one of two versions of a row could be the later.
UNDATED = ("exchange_rates", "external_indicators", "known_customer_ids", "sales_targets")

#: Of inputs with this column no other changes from one version to the next.
CHANGED_AT = "updated_at"

#: Times of day below which nothing is said of the zone.
ZONE_ROWS = 500
#: The share of times that six quiet hours may hold.
QUIET_SHARE = 0.02
QUIET_HOURS = 6
DAY_HOURS = 24
#: Offsets go up to half a day; beyond it lies the other side.
EASTMOST = 12


def misread(found: Iterable[str]) -> Finding | None:
    """What is to say of columns of which none is known, where they are no columns, or their names no header."""
    names = list(found)
    first = next(iter(names), "")[:80]
    if len(names) == 1 and any(mark in names[0] for mark in SEPARATORS):
        message = (
            f"it has one column only, '{first}': is a quote never closed, or the separator unusual? A quote within a "
            'text is doubled, "", and not \\"'
        )
        return Finding(STOPS, "one_column", message)
    if sum(bool(UNNAMED.fullmatch(name)) for name in names) > len(names) / 2:
        message = f"its first line, '{first}', is no header: delete the lines above that with the names of the columns"
        return Finding(STOPS, "no_header", message)
    return None


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
    if not names and (wrong := misread(found)):
        return [wrong]
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
    findings += doubly_read(table, names)
    missing = [column for column in table.columns if column.name not in names and not column.is_required]
    costs = [f"{column.name} ({column.lost_without})" if column.lost_without else column.name for column in missing]
    if costs:
        findings.append(Finding(NOTE, "missing_optional", f"not there, optional: {', '.join(costs)}"))
    if extra:
        findings.append(Finding(NOTE, "extra_columns", f"ignored, not in the contract: {', '.join(extra)}"))
    return findings


def doubly_read(table: Table, names: dict[str, str]) -> Iterator[Finding]:
    """Numbers that two columns of the contract are read from. Texts may be: an email is a customer number too."""
    there = [column for column in table.columns if column.name in names]
    for one, other in combinations([column for column in there if column.type.startswith(("decimal", "bigint"))], 2):
        if names[one.name] == names[other.name]:
            message = f"{one.name} and {other.name} are both read from '{names[one.name]}'"
            yield Finding(WARNING, "doubly_read", message, other.name)


def close_names(name: str, found: list[str]) -> list[str]:
    """Up to three of the names found that look like a contract column."""
    folded = {"".join(filter(str.isalnum, one.lower())): one for one in found}
    return [folded[one] for one in get_close_matches(name.replace("_", ""), folded, n=3, cutoff=0.6)]


def profile_findings(table: Table, profile: Profile, clock: Clock) -> list[Finding]:
    """What is to say of the values."""
    if not profile.rows:
        cost = ", so the marts of orders stay empty" if table.name in WAYS_IN else ""
        return [Finding(WARNING, "no_rows", f"there is no row in it, at most a header{cost}")]
    findings = list(row_findings(table, profile))
    for column in profile.columns:
        findings += value_findings(table, column, profile.rows, clock)
    if table.name == ANSWERS:
        findings += half_answers(profile)
    return findings


def half_answers(profile: Profile) -> Iterator[Finding]:
    """An answer has a score and a time, an invitation without answer neither: one emptier than the other lacks it."""
    empty = {column.name: column.empty for column in profile.columns}
    for column, other in (("score", "responded_at"), ("responded_at", "score")):
        n = empty.get(column, 0) - empty.get(other, 0)
        if n > 0:
            message = f"{counted(n, profile.rows)} rows or more have a {other} and no {column}: they are quarantined"
            yield Finding(WARNING, "half_answers", message, column)


def row_findings(table: Table, profile: Profile) -> Iterator[Finding]:
    """Rows that repeat others, and rows without a key."""
    key = ", ".join(table.key)
    same, repeated = (counted(n, profile.rows) for n in (profile.repeated_rows, profile.repeated_keys))
    if profile.repeated_keys:
        versions = profile.repeated_keys > profile.repeated_rows
        told = (
            f"; of several versions {kept_version(table, profile)}, the others end in duplicate_rows"
            if versions
            else ""
        )
        message = f"{repeated} rows repeat the key ({key}) of another row{told}"
        yield Finding(WARNING if versions else NOTE, "repeated_keys", message)
    if profile.repeated_rows:
        message = (
            f"{same} rows equal another row in every column of the contract: each is counted once, its repeats are "
            "duplicate_rows"
        )
        if table.name == STRICT:
            message += "; add up the lines of a product that stands twice on an order"
        yield Finding(NOTE, "repeated_rows", message)
    if profile.empty_keys:
        n = counted(profile.empty_keys, profile.rows)
        nobody = f"; {NOBODY}" if set(table.key) & set(KNOWN_IDS) else ""
        yield Finding(WARNING, "empty_keys", f"{n} rows have no key ({key}) and are quarantined{nobody}")


def tells_the_later(table: Table, profile: Profile) -> bool:
    """Whether a column says which of two versions of a row is the later one."""
    if CHANGED_AT in table.names:
        return any(column.name == CHANGED_AT and column.empty < profile.rows for column in profile.columns)
    return table.name not in UNDATED


def kept_version(table: Table, profile: Profile) -> str:
    """Which version of a row is kept."""
    if not tells_the_later(table, profile) or profile.undecided >= profile.repeated_keys - profile.repeated_rows:
        return "one is kept, as nothing tells the later"
    if not profile.undecided:
        return "the latest is kept"
    there = [column.name for column in profile.columns if column.name in DECIDING[table.name]]
    return f"the latest is kept, of {profile.undecided:,} that have the {' and '.join(there)} of another any one"


def value_findings(table: Table, column: ColumnProfile, rows: int, clock: Clock) -> Iterator[Finding]:
    """What is to say of one column's values."""
    asked = table.column(column.name)
    if not asked.may_be_empty and column.empty + column.unread == rows:
        yield nothing_usable(column, rows)
    else:
        yield from emptiness(table, asked, column, rows)
        if column.unplain:
            level = WARNING if column.unread else NOTE
            yield Finding(
                level, "untypable", f"{unplain(table, column, rows)}{fate(table, asked, column)}", column.name
            )
    yield from day_month_findings(table, column, clock.settings.date_order)
    if column.future and not column.late:
        message = f"{counted(column.future, rows)} values lie in the future, up to {column.last}"
        yield Finding(WARNING, "future_dates", message, column.name)
    yield from day_findings(asked, column, rows, clock)
    offset = likely_offset(column.hours)
    if offset is not None:
        start = -offset % DAY_HOURS
        end = (start + QUIET_HOURS) % DAY_HOURS
        message = (
            f"a hint: the quiet hours are {start:02d}-{end:02d}, which is night {offset:+d} h from the zone "
            "they are told in; are these times of another zone? See var business_timezone"
        )
        yield Finding(WARNING, "time_zone", message, column.name)


def nothing_usable(column: ColumnProfile, rows: int) -> Finding:
    """A required column without a single value that can be read: no row of the input comes through."""
    if column.empty == rows:
        nobody = f"; {NOBODY}" if column.name in KNOWN_IDS else ""
        message = f"every value is empty, but the column is required: every row would be quarantined{nobody}"
        return Finding(STOPS, "empty_values", message, column.name)
    message = (
        f"{spelled(column, rows)}; none is read though they are required: every row would be quarantined. "
        f"{remedy(column)}"
    )
    return Finding(STOPS, "untypable", message, column.name)


def remedy(column: ColumnProfile) -> str:
    """How values are to be written that are not read."""
    if column.type in forms.DATES:
        time = " 14:30:00" if column.type == "timestamp" else ""
        clock = " on a clock of 24 hours" if forms.TWELVE_HOURS in column.forms else ""
        return f"Write them as 2023-07-31{time}{clock}, as docs/exports.md shows"
    if column.type.startswith(forms.NUMBERS):
        return "Write them as plain numbers, 1234.5, as docs/exports.md shows"
    return "Write them as true or false"


def emptiness(table: Table, asked: Column, column: ColumnProfile, rows: int) -> Iterator[Finding]:
    """Empty cells of a required column; those of a key of one column are told as rows without a key."""
    if column.empty and not asked.may_be_empty and table.key != (column.name,):
        nobody = f"; {NOBODY}" if column.name in KNOWN_IDS else ""
        message = f"{counted(column.empty, rows)} values are empty though required: these rows are quarantined{nobody}"
        yield Finding(WARNING, "empty_values", message, column.name)


def unplain(table: Table, column: ColumnProfile, rows: int) -> str:
    """How many values are not plain, and how many of them are not read."""
    text = spelled(column, rows)
    if table.name == STRICT or column.unread == column.unplain:
        return text
    if not column.unread:
        return f"{text}; they are read all the same"
    return f"{text}; {column.unread:,} of them {'is' if column.unread == 1 else 'are'} not read"


def spelled(column: ColumnProfile, rows: int) -> str:
    """The values that are not plain: how many, of which forms, examples."""
    parts = ", ".join(f"{n:,} {name}" for name, n in column.forms.items())
    examples = ", ".join(f"'{value[:40]}'" for value in column.examples)
    n = counted(column.unplain, rows - column.empty)
    return f"{n} values are no plain {column.type}: {parts}; such as {examples}"


def fate(table: Table, asked: Column, column: ColumnProfile) -> str:
    """What becomes of values that are not read."""
    if not column.unread:
        return ""
    is_judged = asked.is_required or asked.is_known_at
    end = "rows with what is not read are quarantined" if is_judged else "what is not read counts as empty"
    return f"; {end}. {remedy(column)}"


def day_month_findings(table: Table, column: ColumnProfile, date_order: str | None) -> Iterator[Finding]:
    """Values of the form d/m/y: what they show, and what var date_order must be for them to be read."""
    if not any(column.day_month):
        return
    told, (day_first, month_first, _) = day_month(column.day_month), column.day_month
    if table.name == STRICT:
        yield Finding(WARNING, "day_month", f"{told}; {STRICT} takes ISO dates alone: rewrite them", column.name)
        return
    shown = "DMY" if day_first and not month_first else "MDY" if month_first and not day_first else None
    if date_order is None:
        what = f"set var date_order: {shown}" if shown else "set var date_order to DMY or MDY, whichever they are"
        yield Finding(WARNING, "day_month", f"{told}; without var date_order they are not read: {what}", column.name)
    elif (month_first if date_order == "DMY" else day_first) > 0:
        message = (
            f"var date_order is {date_order}, but {told}: those that go either way are read as other days; rewrite the "
            "dates of this input as ISO dates, or set date_order for it and rewrite those of the others"
        )
        yield Finding(WARNING, "day_month", message, column.name)


def day_findings(asked: Column, column: ColumnProfile, rows: int, clock: Clock) -> Iterator[Finding]:
    """Days before the company's first day or after the as-of day; in other columns, days that are hardly meant."""
    start = clock.settings.company_start
    if column.early and asked.is_known_at:
        is_all = column.early == rows - column.empty - column.unread
        message = (
            f"{counted(column.early, rows)} values lie before var company_start ({start}), from {column.first} on: "
            f"these rows are quarantined{', and there are no others' if is_all else ''}"
        )
        yield Finding(STOPS if is_all else WARNING, "early_dates", message, column.name)
    elif column.early and column.name != "birth_date":
        message = f"{counted(column.early, rows)} values lie before {EARLIEST.year}, from {column.first} on"
        yield Finding(WARNING, "early_dates", message, column.name)
    if column.late:
        remedy = "are quarantined; if they are true, set var as_of to the day they go up to"
        fate = "are not seen" if clock.settings.as_of else remedy
        day = f"var as_of ({clock.as_of})" if clock.settings.as_of else f"the last day of the orders ({clock.as_of})"
        message = f"{counted(column.late, rows)} values lie after {day}, up to {column.last}: these rows {fate}"
        yield Finding(NOTE if clock.settings.as_of else WARNING, "late_dates", message, column.name)


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
