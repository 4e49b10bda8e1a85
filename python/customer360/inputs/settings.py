"""The vars beside `inputs`: what they hold, whether they can hold it, and which names mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from customer360.contract import load_contract, of_project
from customer360.inputs.finding import STOPS, WARNING, Finding

#: As in macro is_day.
DAY = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
DATE_ORDERS = ("DMY", "MDY")
#: Clusters are at least two.
FEWEST_CLUSTERS = 2
#: Periods ahead whose errors enough earlier origins have seen.
FURTHEST = {"forecast_weeks": 26, "forecast_months": 9}
#: What a number takes at most, beside 0 at least; more is a percentage without its sign.
HIGHEST = {
    "clv_discount_rate": (10, "it takes a number from 0 to 10; 0.1 is 10 % a year"),
    "max_unitemised_rate": (1, "it takes a share from 0 to 1; 0.01 is 1 %"),
}


@dataclass(frozen=True)
class Settings:
    """The vars that a check reads data by; `as_of` is None for the last day of the orders."""

    timezone: str = "UTC"
    as_of: date | None = None
    company_start: date = date(1990, 1, 1)
    date_order: str | None = None
    max_quiet_days: int = 366
    reporting_currency: str | None = None


def read_settings(known: Mapping[str, Any]) -> tuple[Settings, list[Finding]]:
    """The settings of vars; what a build refuses is a finding, and its default stands in for it."""
    findings = list(refused(known))
    wrong = {one.column for one in findings}
    good = {name: value for name, value in known.items() if name not in wrong}
    return (
        Settings(
            timezone=str(good.get("business_timezone", Settings.timezone)),
            as_of=day(good.get("as_of")),
            company_start=day(good.get("company_start")) or Settings.company_start,
            date_order=good.get("date_order"),
            max_quiet_days=int(good.get("max_quiet_days", Settings.max_quiet_days)),
            reporting_currency=good.get("reporting_currency"),
        ),
        findings,
    )


def refused(known: Mapping[str, Any]) -> Iterator[Finding]:
    """What macro check_settings stops a build for."""
    as_of, start, zone = known.get("as_of"), known.get("company_start"), known.get("business_timezone")
    if as_of is not None and day(as_of) is None:
        yield stop("as_of", as_of, "it takes a day written YYYY-MM-DD, or null: the last day of the orders")
    if "company_start" in known and day(start) is None:
        yield stop("company_start", start, "it takes a day written YYYY-MM-DD")
    if "business_timezone" in known and zone not in available_timezones():
        yield stop("business_timezone", zone, "it takes a zone such as Europe/London")
    if known.get("date_order") not in (None, *DATE_ORDERS):
        yield stop("date_order", known["date_order"], "it takes DMY or MDY, or null: 01/07/2023 is not read")
    currency = known.get("reporting_currency")
    if currency is not None and not re.fullmatch("[A-Z]{3}", str(currency)):
        yield stop("reporting_currency", currency, "it takes an ISO code such as EUR, or null")
    plans = countries()
    if plans and "default_country" in known and known["default_country"] not in plans:
        yield stop("default_country", known["default_country"], f"only these are known: {', '.join(plans)}")
    for name in (name for name in whole_number_vars() if name in known):
        if not is_whole(known[name]) or known[name] < 1:
            yield stop(name, known[name], "it takes a whole number of at least 1")
        elif known[name] > FURTHEST.get(name, known[name]):
            yield stop(name, known[name], f"it takes {FURTHEST[name]} at most")
    for name, (most, takes) in HIGHEST.items():
        rate = known.get(name, 0)
        if not is_number(rate) or not 0 <= rate <= most:
            yield stop(name, rate, takes)
    if not isinstance(known.get("publish_pii", False), bool):
        yield stop("publish_pii", known["publish_pii"], "it takes true or false")
    yield from refused_together(known)


def refused_together(known: Mapping[str, Any]) -> Iterator[Finding]:
    """What it stops a build for of two vars that bound each other."""
    fewest, most = (known.get(name, FEWEST_CLUSTERS) for name in ("cluster_k_min", "cluster_k_max"))
    if is_whole(fewest) and is_whole(most) and not FEWEST_CLUSTERS <= int(fewest) <= int(most):
        yield stop("cluster_k_min", fewest, f"it takes 2 to cluster_k_max, which is {most}")
    review, match = known.get("identity_review_probability", 0.5), known.get("identity_match_probability", 0.9)
    if not (is_number(review) and is_number(match) and 0 < review <= match < 1):
        name, other = "identity_match_probability", "identity_review_probability"
        yield stop(name, match, f"it takes {other}, which is {review}, or more, and less than 1")


def stop(name: str, value: object, takes: str) -> Finding:
    """A var that holds what it cannot hold."""
    return Finding(STOPS, "setting", f"var {name} is '{'null' if value is None else value}': {takes}", name)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, float) or is_whole(value)


def day(value: object) -> date | None:
    """A day of the calendar as macro is_day takes it; None for anything else."""
    text = str(value)
    if not re.fullmatch(DAY, text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def unknown_names(given: Mapping[str, Any], place: str, level: str = WARNING) -> Iterator[Finding]:
    """Vars that nothing reads, which dbt passes over in silence; those of other packages are mappings and may be there.

    Args:
        given: the vars.
        place: where they were found.
        level: of the findings; where a build stops, mappings are no exception.
    """
    known = known_vars()
    for name, value in given.items() if known else ():
        close = get_close_matches(str(name).lower(), known, n=1)
        if name in known or (isinstance(value, dict) and not close and level != STOPS):
            continue
        hint = f"did you mean {close[0]}?" if close else f"the vars are {', '.join(known)}"
        if name in load_contract():
            hint = f"it is an input: write it within inputs, as in {{inputs: {{{name}: my.csv}}}}"
        yield Finding(level, "unknown_var", f"var {name} of {place} is known to no model: {hint}", str(name))


def known_vars() -> tuple[str, ...]:
    """The vars that macro known_vars lists."""
    file = Path("macros") / "sources" / "check_settings.sql"
    return quoted(file, "known_vars", r"'(\w+)'") + whole_number_vars()


def whole_number_vars() -> tuple[str, ...]:
    """The vars that macro whole_number_vars lists."""
    return quoted(Path("macros") / "sources" / "check_settings.sql", "whole_number_vars", r"'(\w+)'")


def countries() -> tuple[str, ...]:
    """The countries that macro calling_plans lists."""
    return tuple(sorted(quoted(Path("macros") / "cleaning" / "contacts.sql", "calling_plans", r"'([A-Z]{2})': \[")))


def quoted(file: Path, macro: str, pattern: str) -> tuple[str, ...]:
    """What a pattern finds in a macro of the project; empty where the project is not at hand."""
    try:
        text = of_project(file).read_text(encoding="utf-8")
    except OSError:
        return ()
    _, _, rest = text.partition(f"{{% macro {macro}(")
    return tuple(re.findall(pattern, rest.partition("{% endmacro %}")[0]))


def closest(name: str, known: Iterable[str]) -> str:
    """A hint at the known name closest to one; empty where none is close."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
