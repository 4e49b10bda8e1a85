"""Orders and their lines: what is in the baskets, at which price, and which refunds were booked as sales."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from customer360.simulator import vocabulary as words
from customer360.simulator.columns import Bools, Columns, Ints, Rng, choice, coded, money, numbered, times, whole
from customer360.simulator.contacts import Contacts, customer_columns, phones
from customer360.simulator.history import Visits, bare_visits
from customer360.simulator.people import People
from customer360.simulator.reference import (
    PER_CATEGORY,
    RANKS,
    TIERS,
    World,
    campaign_ids,
    coupon_codes,
    product_ids,
    product_names,
)
from customer360.simulator.settings import DAY, SEGMENTS

STATUSES = ("completed", "shipped", "cancelled")
COMPLETED, SHIPPED, CANCELLED = range(3)
#: Orders in web and app below this many cents pay this many for shipping.
FREE_SHIPPING_FROM, SHIPPING = 5_000, 490
FAVOURITE_STRENGTH, RANK_DECAY = 0.65, 0.72


@dataclass
class Lines:
    """Order lines sorted by order; every array has shape (lines,), money in cents of the order's currency."""

    order: Ints  # row of the order
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints

    @property
    def amount(self) -> Ints:
        """What is paid for the line."""
        return self.quantity * self.price - self.discount

    def chosen(self, rows: Ints) -> Lines:
        """Some of the lines."""
        return Lines(self.order[rows], self.product[rows], self.quantity[rows], self.price[rows], self.discount[rows])


@dataclass
class Refunds:
    """Money given back for a line; every array has shape (refunds,)."""

    line: Ints
    at: Ints
    is_sale: Bools  # wrongly booked as an order


@dataclass
class Orders:
    """Orders in the sequence of the file; every array has shape (orders,)."""

    visits: Visits
    status: Ints
    channel: Ints
    is_late: Bools  # written long after its time
    refund_of: Ints  # row of the order that this one gives back, -1 for sales
    lines: Lines
    refunds: Refunds  # only those booked as refunds; `line` is a row of `lines`


@dataclass
class Scene:
    """A chunk's people with their records and orders, from which the tables of dealings are made."""

    contacts: Contacts
    orders: Orders
    world: World
    base: int  # where ids begin
    order_rows: Columns = field(default_factory=dict)  # the table orders

    @property
    def people(self) -> People:
        """The people."""
        return self.contacts.people


def make_orders(rng: Rng, people: People, visits: Visits, world: World) -> Orders:
    """Fill the baskets of all purchases and put the orders into the sequence of the file."""
    settings, count = world.settings, len(visits.at)
    lines = fill_baskets(rng, people, visits, world)
    status = np.where(visits.at > settings.end - 4 * DAY, SHIPPED, COMPLETED)
    status = np.where(rng.random(count) < settings.cancelled_share, CANCELLED, status)
    channel = np.where(rng.random(count) < 0.75, people.channel[visits.person], choice(rng, (0.5, 0.3, 0.2), count))
    channel = np.where(visits.campaign >= 0, 0, channel)

    refunds = draw_refunds(rng, visits, lines, status, world)
    wrong = refunds.line[refunds.is_sale]
    origin = lines.order[wrong]
    visits = visits.with_more(bare_visits(visits.person[origin], refunds.at[refunds.is_sale]))
    status = np.concatenate([status, np.full(len(wrong), COMPLETED)])
    channel = np.concatenate([channel, channel[origin]])
    back = lines.chosen(wrong)
    columns = (
        (lines.order, count + np.arange(len(wrong))),
        (lines.product, back.product),
        (lines.quantity, -back.quantity),
        (lines.price, back.price),
        (lines.discount, back.discount),
    )
    lines = Lines(*(np.concatenate(pair) for pair in columns))
    refund_of = np.concatenate([np.full(count, -1), origin])

    is_late = rng.random(len(status)) < settings.dirt.out_of_order
    written = visits.at + np.where(is_late, rng.integers(20 * DAY, 60 * DAY, len(status)), 0)
    sequence = np.argsort(written, kind="stable")
    place = np.empty_like(sequence)
    place[sequence] = np.arange(len(sequence))
    lines.order = place[lines.order]
    by_order = np.argsort(lines.order, kind="stable")
    new_line = np.empty_like(by_order)
    new_line[by_order] = np.arange(len(by_order))
    kept = ~refunds.is_sale
    refund_of = refund_of[sequence]
    return Orders(
        visits=visits.chosen(sequence),
        status=status[sequence],
        channel=channel[sequence],
        is_late=is_late[sequence],
        refund_of=np.where(refund_of < 0, -1, place[refund_of]),
        lines=lines.chosen(by_order),
        refunds=Refunds(new_line[refunds.line[kept]], refunds.at[kept], refunds.is_sale[kept]),
    )


def fill_baskets(rng: Rng, people: People, visits: Visits, world: World) -> Lines:
    """Draw the lines of every purchase: taste, price tier, popularity, companions; no product twice in a basket."""
    count = 1 + rng.poisson(0.75, len(visits.at))
    order = np.repeat(np.arange(len(count)), count)
    person = visits.person[order]
    n_lines = len(order)
    drawn = rng.random(n_lines)
    taste = people.taste[person]
    category = np.where(drawn < FAVOURITE_STRENGTH, taste[:, 0], taste[:, 1])
    category = np.where(drawn < 0.88, category, rng.integers(0, len(words.CATEGORIES), n_lines))
    tier = np.clip(np.rint(1 + people.spend[person] + rng.normal(0, 0.5, n_lines)), 0, TIERS - 1).astype(np.int64)
    popularity = RANK_DECAY ** np.arange(RANKS)
    rank = choice(rng, (popularity / popularity.sum()).tolist(), n_lines)
    product = category * PER_CATEGORY + tier * RANKS + rank
    companion = world.companion[product]
    goes_along = np.flatnonzero((companion >= 0) & (rng.random(n_lines) < world.settings.companion_rate))

    key = np.concatenate([order, order[goes_along]]) * 1_000 + np.concatenate([product, companion[goes_along]])
    key.sort()
    order, product = np.divmod(key[np.append(True, key[1:] != key[:-1])], 1_000)
    person, at = visits.person[order], visits.at[order]
    is_business = people.segment[person] == SEGMENTS.index("business")
    quantity = 1 + rng.poisson(np.where(is_business, 5.0, 0.35))
    year = np.clip((at - world.settings.start) // (365 * DAY), 0, world.list_cents.shape[2] - 1)
    price = world.list_cents[product, people.country[person], year]
    offer = np.where(visits.campaign[order] >= 0, world.campaign_offer[visits.campaign[order]], 0)
    return Lines(order, product, quantity, price, (quantity * price * offer + 50) // 100)


def draw_refunds(rng: Rng, visits: Visits, lines: Lines, status: Ints, world: World) -> Refunds:
    """Draw which lines are given back within three weeks, and which of these are booked as negative sales."""
    settings = world.settings
    share = settings.refund_share / 2  # per line; two lines per order
    drawn = (rng.random(len(lines.order)) < share) & (status[lines.order] == COMPLETED)
    line = np.flatnonzero(drawn)
    at = visits.at[lines.order[line]] + rng.integers(3 * DAY, 21 * DAY, len(line))
    known = at < settings.end
    line, at = line[known], at[known]
    is_sale = (rng.random(len(line)) < settings.dirt.refund_as_sale) & (lines.discount[line] == 0)
    return Refunds(line, at, is_sale)


def order_amounts(orders: Orders) -> tuple[Ints, Ints, Ints]:
    """Total, discount and shipping of each order in cents; the total is lines plus shipping, after discounts."""
    count = len(orders.status)
    lines = np.bincount(orders.lines.order, orders.lines.amount, count)
    discount = np.bincount(orders.lines.order, orders.lines.discount, count)
    is_sent = (orders.channel <= 1) & (lines < FREE_SHIPPING_FROM) & (orders.refund_of < 0)
    shipping = np.where(is_sent, SHIPPING, 0)
    return lines.astype(np.int64) + shipping, discount.astype(np.int64), shipping


def order_table(rng: Rng, scene: Scene) -> Columns:
    """The table orders."""
    orders, people, contacts, world = scene.orders, scene.people, scene.contacts, scene.world
    visits = orders.visits
    country = people.country[visits.person]
    amount, discount, shipping = order_amounts(orders)
    offers = world.campaign_offer[visits.campaign] > 0
    coupon = np.where((visits.campaign >= 0) & offers, visits.campaign, -1)
    member = contacts.members(rng, visits.person, visits.at, 0.4)
    is_store = orders.channel == words.CHANNELS.index("store")
    return {
        "order_id": numbered("O", scene.base + np.arange(len(country))),
        **customer_columns(rng, contacts, visits.person, visits.at, world.settings.guest_share),
        "phone": phones(rng, contacts, visits.person, 0.15),
        "ordered_at": times(visits.at),
        "status": coded(orders.status, STATUSES),
        "channel": coded(orders.channel, words.CHANNELS),
        "store": coded(np.where(is_store, country, -1), words.STORES),
        "region": coded(country, words.REGIONS),
        "country": coded(country, words.COUNTRIES),
        "currency": coded(country, words.CURRENCIES),
        "order_amount": money(amount),
        "discount_amount": money(discount, discount == 0),
        "shipping_amount": money(shipping, shipping == 0),
        "coupon_code": coded(coupon, coupon_codes(world)),
        "loyalty_member_id": coded(member, contacts.loyalty_ids),
        "campaign_id": coded(visits.campaign, campaign_ids(world)),
    }


def line_table(scene: Scene) -> Columns:
    """The table order_items."""
    lines, table = scene.orders.lines, scene.order_rows
    price_list, price = np.unique(lines.price, return_inverse=True)
    quantities, quantity = np.unique(lines.quantity, return_inverse=True)
    return {
        "order_item_id": numbered("I", scene.base + np.arange(len(lines.order))),
        "order_id": coded(lines.order, table["order_id"]),
        "product_id": coded(lines.product, product_ids()),
        "product_name": coded(lines.product, product_names()),
        "quantity": coded(quantity, whole(quantities)),
        "unit_price": coded(price, money(price_list)),
        "discount_amount": money(lines.discount, lines.discount == 0),
        "created_at": coded(lines.order, table["ordered_at"]),
    }
