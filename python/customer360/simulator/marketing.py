"""Campaigns: whom they reach, who is held out, and which purchases they really cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from customer360.simulator.columns import Bools, Columns, Ints, Rng, coded, flags, times
from customer360.simulator.history import Visits, bare_visits
from customer360.simulator.people import People
from customer360.simulator.reference import World, campaign_ids
from customer360.simulator.settings import DAY, NEVER


@dataclass
class Touches:
    """One row per person of a campaign's audience; every array has shape (touches,). Times in seconds or NEVER."""

    person: Ints
    campaign: Ints
    is_holdout: Bools
    sent_at: Ints
    delivered_at: Ints
    opened_at: Ints
    clicked_at: Ints
    converted_at: Ints


def reach(rng: Rng, people: People, world: World) -> tuple[Touches, Visits]:
    """Draw audiences, holdouts and responses; give the touches, sorted by campaign, and the purchases they cause.

    A person who was sent a campaign buys once more with the probability `uplift` of campaign and segment.
    """
    settings = world.settings
    person, campaign = audience(rng, people, world)
    count = len(person)
    start = world.campaign_at[campaign]
    is_holdout = rng.random(count) < settings.holdout_share
    sent = np.where(is_holdout, NEVER, start + rng.integers(0, 7_200, count))
    wait = 3_600 + rng.exponential(2 * DAY, count) % ((settings.response_days - 1) * DAY)
    buys = ~is_holdout & (rng.random(count) < world.uplift[campaign, people.segment[person]])
    bought = np.where(buys, np.minimum(sent + wait.astype(np.int64), NEVER), NEVER)
    bought = np.where(bought <= people.dropout[person], bought, NEVER)
    converts = bought < NEVER
    delivered = np.where(~is_holdout & (converts | (rng.random(count) < 0.97)), sent + 60, NEVER)
    opens = (delivered < NEVER) & (converts | (rng.random(count) < 0.4))  # share who open
    opened = np.where(opens, delivered + rng.integers(30, 1_800, count), NEVER)
    clicks = opens & (converts | (rng.random(count) < 0.2))  # share of openers who click
    clicked = np.where(clicks, opened + rng.integers(5, 600, count), NEVER)
    touches = Touches(person, campaign, is_holdout, sent, delivered, opened, clicked, bought)

    rows = np.flatnonzero(converts)
    caused = bare_visits(person[rows], bought[rows])
    caused.touch, caused.campaign = rows, campaign[rows]
    return touches, caused


def audience(rng: Rng, people: People, world: World) -> tuple[Ints, Ints]:
    """Person and campaign of the audiences: a random share of the customers of the day."""
    persons = []
    for start in world.campaign_at.tolist():
        is_customer = (people.first_at < start) & (people.dropout > start) & ~people.is_prospect
        drawn = rng.random(people.count) < world.settings.audience_share
        persons.append(np.flatnonzero(is_customer & drawn))
    sizes = np.array([len(chosen) for chosen in persons])
    return np.concatenate(persons), np.repeat(np.arange(world.n_campaigns), sizes)


def touch_table(touches: Touches, ids: Columns, order_of_touch: Ints, order_ids: Columns, world: World) -> Columns:
    """The table campaign_touches.

    Args:
        ids: columns customer_id and email, one row per touch.
        order_of_touch: row of the order that a touch led to, -1 for none; order_ids: column order_id of the orders.
    """
    return {
        "campaign_id": coded(touches.campaign, campaign_ids(world)),
        **ids,
        "is_holdout": flags(touches.is_holdout),
        "sent_at": times(touches.sent_at),
        "delivered_at": times(touches.delivered_at),
        "opened_at": times(touches.opened_at),
        "clicked_at": times(touches.clicked_at),
        "converted_at": times(touches.converted_at),
        "order_id": coded(order_of_touch, order_ids["order_id"]),
    }
