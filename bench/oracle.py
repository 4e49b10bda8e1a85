"""What one could know at best of who will churn: the simulator's own laws, with and without each person's true rates.

The same seed lives through the same history, so the truth is drawn again rather than read. Known of a person at a day
are the orders, complaints and answers so far, and the campaigns that the person was chosen for, as the audience is
drawn from people who are still there. Not known is the day of the dropout. Left out, as it hardly matters: extra orders
that a campaign may cause while nobody hears of the person, questions to the service, points spent after an order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from customer360.simulator.history import DETRACTOR, Visits, live
from customer360.simulator.marketing import Touches, reach
from customer360.simulator.people import People, make_people
from customer360.simulator.reference import World, make_world
from customer360.simulator.settings import DAY, NEVER, Settings
from customer360.simulator.simulate import Builder
from scipy.stats import gamma, norm

Array = np.ndarray[Any, Any]
CAUSES = ("other", "unresolved complaint", "low survey score")
#: Points of the grids over rates and satisfactions for who does not know them.
RATES, MOODS = 24, 3


@dataclass
class Lives:
    """The people of a company of one chunk and what happened to them. Days are counted from the first day."""

    people: People
    visits: Visits
    touches: Touches
    world: World

    @classmethod
    def of(cls, seed: int, n_people: int, settings: Settings) -> Lives:
        """The lives of the company that `simulate` writes for a seed."""
        world = make_world(Builder(seed, -1 % (1 << 32), settings).rng("world"), settings)
        rng = Builder(seed, 0, settings).rng
        people = make_people(rng("people"), 0, n_people, 0, settings)
        visits = live(rng("life"), people, world)
        touches, caused = reach(rng("campaigns"), people, world)
        return cls(people, visits.with_more(caused), touches, world)

    @property
    def settings(self) -> Settings:
        """How the company lives."""
        return self.world.settings

    def day(self, seconds: Array) -> Array:
        """The day of a time."""
        return (seconds - self.settings.start) / DAY

    @cached_property
    def cumulated(self) -> Array:
        """Business up to the beginning of each day, in days of average business, (days + 1,)."""
        return np.asarray(self.world.season_days)

    @cached_property
    def excess_hazard(self) -> Array:
        """Hazard per day by which trouble raises each person's, (people, days)."""
        visits, settings = self.visits, self.settings
        excess = np.zeros((self.people.count, settings.n_days + settings.trouble_days + 1))
        unresolved = (visits.complaint_at < NEVER) & ~visits.is_resolved
        low = (visits.survey_at < NEVER) & (visits.score <= DETRACTOR)
        for happens, at, hazard in (
            (unresolved, visits.complaint_at, settings.complaint_hazard),
            (low, visits.survey_at, settings.low_score_hazard),
        ):
            begin = self.day(at[happens]).astype(np.int64)
            np.add.at(excess, (visits.person[happens], begin), hazard)
            np.add.at(excess, (visits.person[happens], begin + settings.trouble_days), -hazard)
        return np.cumsum(excess, axis=1)[:, : settings.n_days]


@dataclass
class Moment:
    """What is known of the people when the day `end` begins; `horizon` days follow."""

    lives: Lives
    end: int
    horizon: int

    @cached_property
    def last(self) -> Array:
        """Day of each person's last sign of life; of those who were not there yet: -1."""
        lives, last = self.lives, np.full(self.lives.people.count, -1.0)
        visits, touches = lives.visits, lives.touches
        for person, at in (
            (visits.person, visits.at),
            (visits.person, visits.complaint_at),
            (visits.person, visits.survey_at),
            (touches.person, lives.world.campaign_at[touches.campaign]),
        ):
            day = lives.day(at)
            np.maximum.at(last, person[day < self.end], day[day < self.end])
        return last

    @cached_property
    def unseen(self) -> Array:
        """Chance that who is there was in no audience since the last sign, up to each day, (people, end + 1)."""
        starts = self.lives.day(self.lives.world.campaign_at)
        passed = (starts[:, None] < np.arange(self.end + 1)).astype(np.int64)
        before = np.searchsorted(starts, self.last, side="right")
        return np.asarray(
            (1 - self.lives.settings.audience_share) ** np.maximum(passed.sum(axis=0) - before[:, None], 0)
        )

    def churn_by_true_rates(self) -> Array:
        """Probability of no valid order within the horizon by the person's own rates, (people,)."""
        people = self.lives.people
        return self.churn(people.rate / 30, people.satisfaction)[0]

    def churn_by_law(self) -> Array:
        """The same for who knows the laws and all that happened, but not the person's rate and satisfaction."""
        settings, lives = self.lives.settings, self.lives
        scale = settings.rate_mean / settings.rate_shape / 30
        rates = gamma.ppf((np.arange(RATES) + 0.5) / RATES, settings.rate_shape) * scale
        moods = norm.ppf((np.arange(MOODS) + 0.5) / MOODS) * settings.satisfaction_sigma
        bought = (lives.day(lives.visits.at) < self.end) & (lives.visits.touch < 0)
        later_orders = np.maximum(np.bincount(lives.visits.person[bought], minlength=lives.people.count) - 1, 0)
        chances, weights = [], []
        for rate in rates:
            for mood in moods:
                same = np.ones(lives.people.count)
                chance, likelihood = self.churn(rate * same, mood * same)
                chances.append(chance)
                weights.append(later_orders * np.log(rate) + likelihood)
        share = np.exp(np.array(weights) - np.max(weights, axis=0))
        return np.asarray((share * np.array(chances)).sum(axis=0) / share.sum(axis=0))

    def churn(self, rate: Array, satisfaction: Array) -> tuple[Array, Array]:
        """Probability of no valid order within the horizon, and log-likelihood of the times without an order so far.

        Args:
            rate: orders per day of average business, (people,); satisfaction: (people,).
        """
        lives, settings, season, end = self.lives, self.lives.settings, self.lives.cumulated, self.end
        base = settings.base_hazard * np.exp(-settings.satisfaction_effect * satisfaction)
        hazard = base[:, None] + lives.excess_hazard
        risk = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(hazard, axis=1)], axis=1)
        first, last = np.maximum(lives.day(lives.people.first_at), 0), np.maximum(self.last, 0)
        risk_first, risk_last = (risk[np.arange(len(rate)), day.astype(np.int64)] for day in (first, last))
        due_first, due_last = (rate * np.interp(day, np.arange(len(season)), season) for day in (first, last))

        days = np.arange(end)
        silent = np.exp(due_last[:, None] - rate[:, None] * season[1 : end + 1]) * self.unseen[:, 1:]
        still_there = np.exp(risk_last[:, None] - risk[:, :end])
        gone = still_there * -np.expm1(-hazard[:, :end]) * silent * (days > self.last[:, None])
        there = np.exp(risk_last - risk[:, end] + due_last - rate * season[end]) * self.unseen[:, end]
        seen = there + gone.sum(axis=1)
        likelihood = np.log(seen) + due_first - due_last + risk_first - risk_last

        ahead = np.arange(end, end + self.horizon + 1)
        valid = rate * (1 - settings.cancelled_share)
        quiet = np.exp(valid[:, None] * (season[end] - season[ahead]) + risk[:, [end]] - risk[:, ahead])
        leaves = (quiet[:, :-1] * -np.expm1(-hazard[:, ahead[:-1]])).sum(axis=1)
        return 1 - there / seen * (1 - leaves - quiet[:, -1]), likelihood
