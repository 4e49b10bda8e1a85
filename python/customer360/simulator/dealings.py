"""What follows from orders: payments, refunds, loyalty points, tickets, surveys and visits of the web site."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from customer360.simulator import vocabulary as words
from customer360.simulator.columns import (
    Columns,
    Ints,
    Rng,
    choice,
    coded,
    joined,
    money,
    numbered,
    times,
    whole,
)
from customer360.simulator.contacts import customer_columns, phones
from customer360.simulator.history import DETRACTOR
from customer360.simulator.marketing import Touches
from customer360.simulator.orders import CANCELLED, Scene, order_amounts
from customer360.simulator.people import People
from customer360.simulator.reference import campaign_ids, product_ids
from customer360.simulator.settings import DAY, NEVER

#: Points per unit of the currency, by country.
EUROS = (1.0, 1.17, 1.0, 0.93, 0.138)

#: A table, and the person of each of its rows.
Owned = tuple[Columns, Ints]


def payment_table(rng: Rng, scene: Scene) -> tuple[Columns, Ints]:
    """The table payments_refunds, and which of its rows were written long after their time.

    Every order that was not cancelled is paid in full; a refund gives back what one line cost, as a positive amount.
    """
    orders, order_table, settings = scene.orders, scene.order_rows, scene.world.settings
    amount, _, _ = order_amounts(orders)
    paid = np.flatnonzero((orders.status != CANCELLED) & (orders.refund_of < 0))
    line = orders.refunds.line
    order = np.concatenate([paid, orders.lines.order[line]])
    n_paid, n_refunds = len(paid), len(line)
    at = np.concatenate([orders.visits.at[paid] + rng.integers(5, 90, n_paid), orders.refunds.at])
    at = np.minimum(at, settings.end - 1)
    cents = np.concatenate([amount[paid], orders.lines.amount[line]])
    charged_back = np.where(rng.random(n_refunds) < 0.04, 2, 1)
    kind = np.concatenate([np.zeros(n_paid, np.int64), charged_back])
    reason = np.concatenate([np.full(n_paid, -1), rng.integers(0, len(words.REFUND_REASONS), n_refunds)])
    product = np.concatenate([np.full(n_paid, -1), orders.lines.product[line]])
    method = rng.integers(0, len(words.METHODS), len(order))
    is_late = rng.random(len(order)) < settings.dirt.out_of_order
    written = at + np.where(is_late, rng.integers(20 * DAY, 60 * DAY, len(order)), 0)
    sequence = np.argsort(written, kind="stable")
    order = order[sequence]
    return {
        "payment_id": numbered("T", scene.base + np.arange(len(order))),
        "order_id": coded(order, order_table["order_id"]),
        "customer_id": order_table["customer_id"].take(order),
        "payment_type": coded(kind[sequence], ["payment", "refund", "chargeback"]),
        "method": coded(method, words.METHODS),
        "amount": money(cents[sequence]),
        "currency": order_table["currency"].take(order),
        "paid_at": times(at[sequence]),
        "reason": coded(reason[sequence], words.REFUND_REASONS),
        "product_id": coded(product[sequence], product_ids()),
    }, np.flatnonzero(is_late[sequence])


def point_table(rng: Rng, scene: Scene) -> Columns:
    """The table loyalty_transactions: a point per EUR of an order, and redemptions by some."""
    orders, people, contacts, ids = scene.orders, scene.people, scene.contacts, scene.order_rows
    visits = orders.visits
    amount, _, _ = order_amounts(orders)
    member = contacts.members(rng, visits.person, visits.at, 0.7)
    earns = np.flatnonzero((member >= 0) & (amount >= 100) & (orders.refund_of < 0) & (orders.status != CANCELLED))
    euros = (amount[earns] * np.array(EUROS)[people.country[visits.person[earns]]] / 100).astype(np.int64)
    spends = np.flatnonzero((euros > 100) & (rng.random(len(earns)) < 0.2))
    order = np.concatenate([earns, earns[spends]])
    at = np.concatenate([visits.at[earns], visits.at[earns[spends]] + rng.integers(DAY, 60 * DAY, len(spends))])
    points = np.concatenate([np.maximum(euros, 1), -(euros[spends] // 2)])
    is_redeemed = np.arange(len(order)) >= len(earns)
    sequence = np.argsort(at, kind="stable")
    sequence = sequence[
        at[sequence] < np.minimum(people.dropout[visits.person[order[sequence]]] + 1, scene.world.settings.end)
    ]
    order, at, points, is_redeemed = order[sequence], at[sequence], points[sequence], is_redeemed[sequence]
    return {
        "loyalty_transaction_id": numbered("Y", scene.base + np.arange(len(order))),
        "loyalty_member_id": coded(member[order], contacts.loyalty_ids),
        "transaction_type": coded(is_redeemed.astype(np.int64), ["earn", "redeem"]),
        "points": whole(points),
        "order_id": coded(np.where(is_redeemed, -1, order), ids["order_id"]),
        "occurred_at": times(at),
    }


def ticket_table(rng: Rng, scene: Scene) -> Owned:
    """The table service_tickets: complaints, and questions at random times around orders."""
    orders, people, contacts, ids = scene.orders, scene.people, scene.contacts, scene.order_rows
    settings, visits = scene.world.settings, orders.visits
    complaints = np.flatnonzero(visits.complaint_at < NEVER)
    asks = np.flatnonzero((rng.random(len(visits.at)) < settings.inquiry_rate) & (orders.refund_of < 0))
    asked_at = visits.at[asks] + rng.integers(0, 10 * DAY, len(asks))
    known = asked_at < np.minimum(people.dropout[visits.person[asks]], settings.end)
    asks, asked_at = asks[known], asked_at[known]
    order = np.concatenate([complaints, asks])
    opened = np.concatenate([visits.complaint_at[complaints], asked_at])
    sequence = np.argsort(opened, kind="stable")
    is_complaint = (np.arange(len(order)) < len(complaints))[sequence]
    order, opened = order[sequence], opened[sequence]
    count, person = len(order), visits.person[order]
    resolved = visits.is_resolved[order] | ~is_complaint
    answered = opened + rng.integers(600, 2 * DAY, count)
    closed = answered + rng.integers(600, 5 * DAY, count)
    score = np.where(is_complaint, rng.integers(1, 4, count), rng.integers(3, 6, count))
    scored = resolved & (closed < settings.end) & (rng.random(count) < 0.4)
    topic = np.where(is_complaint, rng.integers(0, 4, count), rng.integers(4, 8, count))
    kind = np.where(is_complaint, 0, np.where(topic == 7, 2, 1))
    said = [text for texts in words.COMPLAINT_TEXTS + words.INQUIRY_TEXTS for text in texts]
    text = (people.country[person] + np.where(is_complaint, 0, len(words.COUNTRIES))) * 4 + topic % 4
    first_line = np.searchsorted(orders.lines.order, order)
    return {
        "ticket_id": numbered("K", scene.base + np.arange(count)),
        **customer_columns(rng, contacts, person, opened, 0.15),
        "phone": phones(rng, contacts, person, 0.15),
        "category": coded(kind, ["complaint", "inquiry", "feedback"]),
        "topic": coded(topic, words.TOPICS + words.INQUIRIES),
        "channel": coded(choice(rng, (0.5, 0.3, 0.2), count), ["email", "phone", "chat"]),
        "priority": coded(np.where(is_complaint, 0, 1), ["high", "normal"]),
        "product_id": coded(np.where(is_complaint, orders.lines.product[first_line], -1), product_ids()),
        "order_id": coded(np.where(rng.random(count) < 0.8, order, -1), ids["order_id"]),
        "opened_at": times(opened),
        "first_response_at": times(np.where(answered < settings.end, answered, NEVER)),
        "closed_at": times(np.where(resolved & (closed < settings.end), closed, NEVER)),
        "reopened_count": coded(
            np.where(resolved, rng.poisson(0.1, count), rng.poisson(0.8, count)), list("0123456789")
        ),
        "satisfaction_score": whole(score, ~scored),
        "description": coded(text, said),
    }, person


NPS, CSAT, CES, REPURCHASE, SERVQUAL = range(5)
QUESTIONS = (
    "How likely are you to recommend us?",
    "How satisfied are you with this product?",
    "How easy was it to deal with us?",
    "Will you buy from us again?",
    "How well does this describe us?",
)


def survey_table(rng: Rng, scene: Scene) -> Owned:
    """The table survey_responses: NPS or another question after some orders, SERVQUAL interviews, silence.

    CSAT is about the first product of the order.
    """
    orders, people, contacts, ids = scene.orders, scene.people, scene.contacts, scene.order_rows
    visits = orders.visits
    asked = np.flatnonzero(visits.survey_at < NEVER)
    kind = choice(rng, (0.6, 0.15, 0.1, 0.12, 0.03), len(asked))
    order = np.repeat(asked, np.where(kind == SERVQUAL, 10, 1))
    item = np.arange(len(order)) - np.searchsorted(order, order)
    kind = np.repeat(kind, np.where(kind == SERVQUAL, 10, 1))
    sequence = np.argsort(visits.survey_at[order], kind="stable")
    order, item, kind = order[sequence], item[sequence], kind[sequence]
    silent, silent_kind, invited = unanswered(rng, scene)
    is_silent = np.arange(len(order) + len(silent)) >= len(order)
    at = np.concatenate([visits.survey_at[order], invited])
    order, item, kind = (np.concatenate(both) for both in ((order, silent), (item, silent * 0), (kind, silent_kind)))
    count, person = len(order), visits.person[order]
    answer = visits.score[order]
    most = np.array([10, 5, 7, 5, 7])[kind]
    is_interview = kind == SERVQUAL
    expected = is_interview & (item >= 5)
    noise = np.where(is_interview, rng.integers(-1, 2, count), 0)
    scaled = np.where(expected, 6, 1 + np.rint(answer * (most - 1) / 10).astype(np.int64))
    score = np.where(kind == NPS, answer, np.clip(scaled + noise, 1, most))
    country = people.country[person]
    comment = np.where(answer >= 9, country, np.where(answer <= DETRACTOR, len(words.COUNTRIES) + country, -1))
    comment = np.where(is_interview | is_silent | (rng.random(count) < 0.7), -1, comment)
    first_line = np.searchsorted(orders.lines.order, order)
    return {
        "response_id": numbered("S", scene.base + np.arange(count)),
        **customer_columns(rng, contacts, person, at, 0.2),
        "survey_type": coded(kind, ["nps", "csat", "ces", "repurchase", "servqual"]),
        "question": coded(kind, QUESTIONS),
        "dimension": coded(np.where(is_interview, item % 5, -1), words.SERVQUAL),
        "aspect": coded(np.where(is_interview, expected, -1), ["perception", "expectation"]),
        "score": whole(score, is_silent),
        "scale_max": coded(kind, ["10", "5", "7", "5", "7"]),
        "channel": coded(choice(rng, (0.7, 0.3), count), ["email", "app"]),
        "product_id": coded(np.where(kind == CSAT, orders.lines.product[first_line], -1), product_ids()),
        "order_id": coded(order, ids["order_id"]),
        "invited_at": times(at - np.where(is_silent, 0, rng.integers(3600, 4 * DAY, count))),
        "responded_at": times(np.where(is_silent, NEVER, at)),
        "comment": coded(comment, words.GOOD_COMMENTS + words.BAD_COMMENTS),
    }, person


def unanswered(rng: Rng, scene: Scene) -> tuple[Ints, Ints, Ints]:
    """Orders asked about in vain, by the time of the invitation: order, kind of question and that time."""
    orders, settings = scene.orders, scene.world.settings
    visits = orders.visits
    is_asked = (
        (visits.survey_at >= NEVER) & (orders.refund_of < 0) & (rng.random(len(visits.at)) < settings.silent_rate)
    )
    invited = visits.at + rng.integers(3 * DAY, 11 * DAY, len(visits.at))
    order = np.flatnonzero(is_asked & (invited < settings.end))
    order = order[np.argsort(invited[order], kind="stable")]
    return order, choice(rng, (0.62, 0.15, 0.1, 0.13), len(order)), invited[order]


def web_table(rng: Rng, scene: Scene, touches: Touches) -> Owned:
    """The table web_events: views before purchases in web and app, the purchases, visits from campaigns.

    A person has two devices, each with an anonymous id of its own; purchases are made logged in.
    """
    orders, people, ids, settings = scene.orders, scene.people, scene.order_rows, scene.world.settings
    visits = orders.visits
    bought = np.flatnonzero((orders.channel <= 1) & (orders.refund_of < 0) & (rng.random(len(visits.at)) < 0.45))
    clicked = np.flatnonzero(touches.clicked_at < NEVER)
    viewed_at = np.maximum(visits.at[bought] - rng.integers(60, 3_600, len(bought)), settings.start)
    n_bought, n_clicked = len(bought), len(clicked)
    kind = np.repeat([0, 1, 2], [n_bought, n_bought, n_clicked])
    order = np.concatenate([bought, bought, np.full(n_clicked, -1)])
    person = np.concatenate([visits.person[bought], visits.person[bought], touches.person[clicked]])
    campaign = np.concatenate([np.full(2 * n_bought, -1), touches.campaign[clicked]])
    at = np.concatenate([viewed_at, visits.at[bought], np.minimum(touches.clicked_at[clicked] + 2, settings.end - 1)])
    first_device = rng.integers(0, 2, n_bought)
    device = np.concatenate([first_device, first_device, rng.integers(0, 2, n_clicked)])
    first_line = np.searchsorted(orders.lines.order, bought)
    product = np.concatenate([np.tile(orders.lines.product[first_line], 2), np.full(n_clicked, -1)])
    sequence = np.argsort(at, kind="stable")
    kind, order, person = kind[sequence], order[sequence], person[sequence]
    campaign, at, device, product = campaign[sequence], at[sequence], device[sequence], product[sequence]
    mail = np.where(campaign >= 0, 0, -1)
    return {
        "event_id": numbered("E", scene.base + np.arange(len(at))),
        "anonymous_id": anonymous_ids(people, person, device),
        "login_id": coded(np.where(kind == 1, order, -1), ids["customer_id"].dictionary_decode()),
        "event_type": coded(kind, ["product_view", "purchase", "visit"]),
        "product_id": coded(product, product_ids()),
        "page_url": coded(np.where(kind == 2, 0, product + 1), ["/", *(f"/p/{sku}" for sku in product_ids())]),
        "utm_source": coded(mail, ["newsletter"]),
        "utm_medium": coded(mail, ["email"]),
        "utm_campaign": coded(campaign, campaign_ids(scene.world)),
        "device": coded(device, words.DEVICES),
        "occurred_at": times(at),
    }, person


def anonymous_ids(people: People, person: Ints, device: Ints) -> pa.Array:
    """Id of a device of a person, as a cookie gives it."""
    both = np.arange(2 * people.count)
    number = (people.number[both // 2] * 2 + both % 2) * 1_000_003 + 17
    return coded(person * 2 + device, joined("v", whole(number)))
