"""`customer360 simulate`: a company of any size, chunk by chunk, the same bytes for the same seed."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from customer360.simulator.columns import Columns, Ints, Rng, coded, numbered
from customer360.simulator.contacts import (
    consent_table,
    crm_table,
    customer_columns,
    loyalty_table,
    make_contacts,
    privacy_table,
)
from customer360.simulator.dealings import payment_table, point_table, survey_table, ticket_table, web_table
from customer360.simulator.history import live
from customer360.simulator.marketing import reach, touch_table
from customer360.simulator.orders import Scene, line_table, make_orders, order_table
from customer360.simulator.people import make_people, truth_dropout, truth_people
from customer360.simulator.planting import Field, Log, Planted
from customer360.simulator.reference import World, make_world, reference_tables, truth_uplift
from customer360.simulator.settings import Settings
from customer360.simulator.writing import Output

DEFAULT_PEOPLE, DEFAULT_SEED = 2_000, 1
#: Ids of one chunk begin here times the chunk's number plus one; a chunk has fewer rows in every table.
ID_BLOCK = 1_000_000
PROGRESS_WIDTH = 40


@dataclass
class Chunk:
    """All rows of some people."""

    people: int
    tables: dict[str, Planted]
    truth: dict[str, pa.Table]
    log: Log


@dataclass
class Builder:
    """Gathers the tables of one chunk, each with random numbers of its own."""

    seed: int
    number: int
    settings: Settings
    log: Log = field(default_factory=Log)
    tables: dict[str, Planted] = field(default_factory=dict)
    records: list[pa.Table] = field(default_factory=list)

    def rng(self, part: str) -> Rng:
        """Random numbers of one part of the chunk, independent of all others."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.number, *part.encode())))

    def finish(self, table: str, columns: Columns, special: Ints | None = None) -> None:
        """Plant the dirt of a table."""
        field = Field(self.rng(f"dirt {table}"), table, columns, self.settings.dirt, self.log)
        self.tables[table] = field.plant(special)

    def belongs(self, table: str, record_ids: pa.Array, person_ids: pa.Array) -> None:
        """Note whose records they are."""
        name = coded(np.zeros(len(record_ids), np.int64), [table])
        self.records.append(
            pa.table({"table_name": name, "record_id": record_ids.cast(pa.string()), "person_id": person_ids})
        )


def simulate(
    people: int,
    seed: int,
    folder: Path,
    file_format: str = "csv",
    settings: Settings | None = None,
) -> None:
    """Write a company: raw tables into the folder, truth into its folder `truth`.

    Args:
        people: at least 1; seed: at least 0.

    Raises:
        OutputError: the folder cannot be used.
    """
    settings = settings or Settings()
    builder = Builder(seed, -1 % (1 << 32), settings)
    world = make_world(builder.rng("world"), settings)
    output = Output(folder, file_format)
    try:
        for table, columns in reference_tables(builder.rng("reference"), world, people).items():
            builder.finish(table, columns)
        write(output, Chunk(0, builder.tables, {"truth_uplift": truth_uplift(world)}, builder.log))
        show = progress(people)
        for chunk in chunks(people, seed, world):
            write(output, chunk)
            show(chunk.people)
    finally:
        output.close()


def chunks(people: int, seed: int, world: World) -> Iterator[Chunk]:
    """The chunks in sequence, a few of them made ahead."""
    size, threads = world.settings.chunk_people, world.settings.threads
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Chunk]] = deque()
        for number, first in enumerate(range(0, people, size)):
            waiting.append(pool.submit(make_chunk, seed, number, first, min(size, people - first), world))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def make_chunk(seed: int, number: int, first: int, count: int, world: World) -> Chunk:
    """All rows of `count` people from number `first` on."""
    settings = world.settings
    builder = Builder(seed, number, settings)
    rng, base = builder.rng, (number + 1) * ID_BLOCK
    people = make_people(rng("people"), first, count, number, settings)
    visits = live(rng("life"), people, world)
    touches, caused = reach(rng("campaigns"), people, world)
    orders = make_orders(rng("baskets"), people, visits.with_more(caused), world)
    contacts = make_contacts(rng("contacts"), people, base, settings)

    scene = Scene(contacts, orders, world, base)
    scene.order_rows = order_rows = order_table(rng("orders"), scene)
    line_rows = line_table(scene)
    payments, late_payments = payment_table(rng("payments"), scene)
    tickets, ticket_person = ticket_table(rng("tickets"), scene)
    surveys, survey_person = survey_table(rng("surveys"), scene)
    events, event_person = web_table(rng("web"), scene, touches)

    order_of_touch = np.full(len(touches.person), -1)
    led = np.flatnonzero(orders.visits.touch >= 0)
    order_of_touch[orders.visits.touch[led]] = led
    ids = customer_columns(rng("touches"), contacts, touches.person, world.campaign_at[touches.campaign], 0)
    touch_rows = touch_table(touches, ids, order_of_touch, order_rows, world)
    touch_rows["touch_id"] = numbered("U", base + np.arange(len(touches.person)))

    for table, record_ids, person in (
        ("crm_customers", contacts.customer_ids, contacts.person),
        ("loyalty_members", contacts.loyalty_ids, contacts.member_person),
        ("orders", order_rows["order_id"], orders.visits.person),
        ("service_tickets", tickets["ticket_id"], ticket_person),
        ("survey_responses", surveys["response_id"], survey_person),
    ):
        builder.belongs(table, record_ids, coded(person, people.ids))
    _, cookies = np.unique(events["anonymous_id"].indices.to_numpy(), return_index=True)
    builder.belongs(
        "web_events", events["anonymous_id"].take(pa.array(cookies)), coded(event_person[cookies], people.ids)
    )

    refunds, late_orders = np.flatnonzero(orders.refund_of >= 0), np.flatnonzero(orders.is_late)
    wrong_lines = np.flatnonzero(orders.refund_of[orders.lines.order] >= 0)
    origin = order_rows["order_id"].take(pa.array(orders.refund_of[refunds]))
    builder.log.add("orders", order_rows, refunds, "refund_as_sale", clean=origin)
    builder.log.add("order_items", line_rows, wrong_lines, "refund_as_sale")
    builder.log.add("orders", order_rows, late_orders, "out_of_order")
    builder.log.add("payments_refunds", payments, late_payments, "out_of_order")
    special = {"orders": np.append(refunds, late_orders), "order_items": wrong_lines, "payments_refunds": late_payments}
    finished: dict[str, Columns] = {
        "crm_customers": crm_table(rng("crm"), contacts, settings),
        "orders": order_rows,
        "order_items": line_rows,
        "payments_refunds": payments,
        "loyalty_members": loyalty_table(rng("loyalty"), contacts),
        "loyalty_transactions": point_table(rng("points"), scene),
        "service_tickets": tickets,
        "survey_responses": surveys,
        "web_events": events,
        "campaign_touches": touch_rows,
        "consents": consent_table(rng("consents"), contacts, base, settings),
        "privacy_requests": privacy_table(rng("privacy"), contacts, base, settings),
    }
    for table, columns in finished.items():
        builder.finish(table, columns, special.get(table))
    truth = {
        "truth_people": truth_people(people),
        "truth_records": pa.concat_tables(builder.records),
        "truth_dropout": truth_dropout(people),
    }
    return Chunk(count, builder.tables, truth, builder.log)


def write(output: Output, chunk: Chunk) -> None:
    """Append a chunk to the files."""
    before = {table: output.append(table, (planted.rows, planted.repeats)) for table, planted in chunk.tables.items()}
    output.append_truth("truth_dirt", chunk.log.rows(before))
    for table, rows in chunk.truth.items():
        output.append_truth(table, rows)


def progress(people: int) -> Callable[[int], None]:
    """A progress bar on stderr, if that is a terminal; call it with the number of people just written."""
    done = 0

    def show(more: int) -> None:
        nonlocal done
        done += more
        bar = "#" * (PROGRESS_WIDTH * done // people)
        end = "\n" if done == people else ""
        print(f"\r[{bar:<{PROGRESS_WIDTH}}] {done:,} of {people:,} people", end=end, file=sys.stderr, flush=True)

    return show if sys.stderr.isatty() else lambda _: None
