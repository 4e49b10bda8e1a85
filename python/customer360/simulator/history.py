"""What happens to people: they buy in their rhythm, have trouble, answer surveys, and leave."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from customer360.simulator.columns import Bools, Floats, Ints, Rng, within_groups
from customer360.simulator.people import People
from customer360.simulator.reference import World
from customer360.simulator.settings import DAY, NEVER, Settings

#: NPS scores up to this one are low.
DETRACTOR = 6


@dataclass
class Visits:
    """Purchases and what followed; every array has shape (purchases,). Times are seconds since 1970 or NEVER."""

    person: Ints
    at: Ints
    complaint_at: Ints
    is_resolved: Bools
    survey_at: Ints
    score: Ints  # 0-10, of the survey
    touch: Ints  # number of the campaign touch that led to it, -1 for none
    campaign: Ints  # number of its campaign, -1 for none

    def chosen(self, rows: Ints | Bools) -> Self:
        """Some of the purchases."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    def with_more(self, other: Visits) -> Visits:
        """These purchases, then the others."""
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Visits(*(np.concatenate(pair) for pair in pairs))


def live(rng: Rng, people: People, world: World) -> Visits:
    """Let people buy, complain, answer and leave; sets `first_at`, `dropout` and `cause` of the people.

    Trouble comes first and raises the hazard after it: the hazard is a sum of a constant and of the effect of each
    trouble within `trouble_days` after it, so the dropout is the first of independent exponential times.
    """
    settings = world.settings
    visits = bare_visits(*purchases(rng, people, world))
    orders = len(visits.person)
    satisfaction = people.satisfaction[visits.person]
    complains = rng.random(orders) < settings.complaint_rate * np.exp(-0.5 * satisfaction)
    visits.complaint_at = after(rng, visits.at, complains, (1, 6), settings.end)
    visits.is_resolved = rng.random(orders) >= settings.unresolved_share
    visits.survey_at = after(rng, visits.at, rng.random(orders) < settings.survey_rate, (7, 15), settings.end)
    troubled = visits.complaint_at < NEVER
    latent = 8 + 1.6 * satisfaction - np.where(troubled, np.where(visits.is_resolved, 1.5, 4.0), 0)
    visits.score = np.clip(np.rint(latent + rng.normal(0, 1.3, orders)), 0, 10).astype(np.int64)

    leave(rng, people, visits, settings)
    dropout = people.dropout[visits.person]
    visits.complaint_at = np.where(visits.complaint_at <= dropout, visits.complaint_at, NEVER)
    visits.survey_at = np.where(visits.survey_at <= dropout, visits.survey_at, NEVER)
    return visits.chosen(visits.at <= dropout)


def purchases(rng: Rng, people: People, world: World) -> tuple[Ints, Ints]:
    """Person and time of every purchase until the end of the history, sorted by both: a Poisson process in season.

    The first one makes a person a customer; `first_at` of the people becomes its time.
    """
    settings = world.settings
    first_day = (people.first_at - settings.start) / DAY
    days = np.arange(settings.n_days + 1)
    season_first = np.interp(first_day, days, world.season_days)
    exposure = world.season_days[-1] - season_first
    count = np.where(people.is_prospect, 0, 1 + rng.poisson(people.rate / 30 * exposure))
    person = np.repeat(np.arange(people.count), count)
    season = season_first[person] + rng.random(len(person)) * exposure[person]
    day = np.floor(np.interp(season, world.season_days, days)).astype(np.int64)
    is_first = within_groups(count) == 0
    day = np.where(is_first, first_day[person].astype(np.int64), np.minimum(day, settings.n_days - 1))
    second = np.rint(rng.triangular(6 * 3600, 15 * 3600, 24 * 3600 - 1, len(person))).astype(np.int64)
    key = np.sort(person * (1 << 32) + day * DAY + second)
    person, at = key >> 32, settings.start + (key & ((1 << 32) - 1))
    people.first_at[person[is_first]] = at[is_first]
    return person, at


def bare_visits(person: Ints, at: Ints) -> Visits:
    """Purchases after which nothing happened."""
    never, none = np.full(len(at), NEVER), np.full(len(at), -1)
    return Visits(person, at, never, np.ones(len(at), np.bool_), never, np.zeros(len(at), np.int64), none, none)


def after(rng: Rng, at: Ints, happens: Bools, days: tuple[int, int], end: int) -> Ints:
    """A time some days (from, to) after, or NEVER where it does not happen or not before the end."""
    then = at + rng.integers(days[0] * DAY, days[1] * DAY, len(at))
    return np.where(happens & (then < end), then, NEVER)


def leave(rng: Rng, people: People, visits: Visits, settings: Settings) -> None:
    """Draw dropouts and their causes."""
    hazard = settings.base_hazard * np.exp(-settings.satisfaction_effect * people.satisfaction)
    times = [people.first_at + rng.exponential(DAY / hazard)]
    unresolved = (visits.complaint_at < NEVER) & ~visits.is_resolved
    low = (visits.survey_at < NEVER) & (visits.score <= DETRACTOR)
    for happens, at, excess in (
        (unresolved, visits.complaint_at, settings.complaint_hazard),
        (low, visits.survey_at, settings.low_score_hazard),
    ):
        wait = rng.exponential(DAY / excess, len(at))
        counts = happens & (wait < settings.trouble_days * DAY)
        times.append(earliest(visits.person[counts], (at + wait)[counts], people.count))
    stacked = np.column_stack(times)
    cause = stacked.argmin(axis=1)
    soonest = stacked[np.arange(people.count), cause]
    leaves = (soonest < settings.end) & ~people.is_prospect
    people.cause = np.where(leaves, cause, 0)
    people.dropout = np.where(leaves, np.minimum(soonest, float(NEVER)).astype(np.int64), NEVER)


def earliest(person: Ints, at: Floats, count: int) -> Floats:
    """The earliest time of each person, infinite where there is none."""
    first = np.full(count, np.inf)
    np.minimum.at(first, person, at)
    return first
