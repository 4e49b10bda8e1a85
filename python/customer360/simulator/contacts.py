"""The records that systems keep of people: CRM and loyalty, with other addresses and phones than today's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from customer360.simulator import vocabulary as words
from customer360.simulator.columns import (
    Bools,
    Columns,
    Ints,
    Rng,
    choice,
    coded,
    dates,
    flags,
    numbered,
    stacked,
    taken,
    times,
    within_groups,
)
from customer360.simulator.people import People, city_names, gender
from customer360.simulator.settings import DAY, NEVER, Settings

MOST_RECORDS = 3


@dataclass
class Contacts:
    """CRM records and loyalty members of one chunk, in the sequence of their files."""

    people: People
    person: Ints  # of each CRM record
    created_at: Ints
    row: Ints  # shape (people, MOST_RECORDS): rows of the CRM records of a person, -1 where there is none
    customer_ids: pa.Array
    member_person: Ints
    joined_at: Ints
    member_row: Ints  # shape (people,): row of the loyalty member, -1 where there is none
    loyalty_ids: pa.Array
    emails: pa.Array  # first addresses of all people, then second ones
    phones: pa.Array  # mobiles, earlier mobiles, landlines of all people

    def pick(self, rng: Rng, person: Ints, at: Ints) -> Ints:
        """CRM record used by a person at a time, -1 for none: mostly the first, sometimes a later one that exists."""
        later = self.row[person, 1]
        exists = np.append(self.created_at, NEVER)[later] <= at
        picked: Ints = np.where(exists & (rng.random(len(person)) < 0.25), later, self.row[person, 0])
        return picked

    def members(self, rng: Rng, person: Ints, at: Ints, shown: float) -> Ints:
        """Row of the loyalty member that a person shows at a time, -1 for none; a share of the members shows it."""
        row = self.member_row[person]
        exists = np.append(self.joined_at, NEVER)[row] <= at
        return np.where(exists & (rng.random(len(person)) < shown), row, -1)


def make_contacts(rng: Rng, people: People, base: int, settings: Settings) -> Contacts:
    """Draw which records people have; ids count from `base`."""
    drawn = rng.random(people.count)
    more = 1 + (drawn < settings.second_crm_share).astype(np.int64) + (drawn < settings.third_crm_share)
    count = np.where(rng.random(people.count) < settings.crm_share, more, 0)
    person, rank = np.repeat(np.arange(people.count), count), within_groups(count)
    last = np.minimum(people.dropout, settings.end - DAY)[person]
    before = people.first_at[person] - rng.integers(60, 2 * DAY, len(person))
    during = people.first_at[person] + (rng.random(len(person)) * (last - people.first_at[person])).astype(np.int64)
    opening = settings.start + (rng.random(len(person)) * (people.first_at[person] - settings.start)).astype(np.int64)
    created = np.where(rank > 0, during, np.where(before < settings.start, opening, before))
    sequence = np.argsort(created, kind="stable")
    person, rank, created = person[sequence], rank[sequence], created[sequence]
    row = np.full((people.count, MOST_RECORDS), -1)
    row[person, rank] = np.arange(len(person))

    joins = np.flatnonzero((rng.random(people.count) < settings.loyalty_share) & ~people.is_prospect)
    joined_at = people.first_at[joins] + rng.integers(60, 40 * DAY, len(joins))
    kept = joined_at < np.minimum(people.dropout[joins], settings.end)
    joins, joined_at = joins[kept], joined_at[kept]
    sequence = np.argsort(joined_at, kind="stable")
    joins, joined_at = joins[sequence], joined_at[sequence]
    member_row = np.full(people.count, -1)
    member_row[joins] = np.arange(len(joins))
    return Contacts(
        people=people,
        person=person,
        created_at=created,
        row=row,
        customer_ids=numbered("C", base + np.arange(len(person))),
        member_person=joins,
        joined_at=joined_at,
        member_row=member_row,
        loyalty_ids=numbered("L", base + np.arange(len(joins))),
        emails=stacked(people.email, people.second_email),
        phones=stacked(people.phone, people.earlier_phone, people.landline),
    )


def crm_table(rng: Rng, contacts: Contacts, settings: Settings) -> Columns:
    """The table crm_customers."""
    people, person, created = contacts.people, contacts.person, contacts.created_at
    count = len(person)
    in_parts = rng.random(count) < 0.25  # share of records with the name in two fields
    is_business = people.company[person] >= 0
    was_updated = rng.random(count) < 0.3
    updated = created + (rng.random(count) * (settings.end - created)).astype(np.int64)
    city = np.where(rng.random(count) < 0.5, people.city[person], people.earlier_city[person])
    company = np.maximum(people.company[person], 0)
    whole_name = coded(np.where(in_parts, -1, person), people.full_name)
    return {
        "crm_customer_id": contacts.customer_ids,
        "full_name": whole_name,
        "first_name": coded(np.where(in_parts, people.given[person], -1), words.GIVEN),
        "last_name": coded(np.where(in_parts, people.family[person], -1), words.FAMILY),
        "email": emails(rng, contacts, person, rng.random(count) < 0.92),
        "phone": phones(rng, contacts, person, 0.85),
        "birth_date": dates(people.birth_day[person], rng.random(count) < 0.4),
        "gender": coded(np.where(rng.random(count) < 0.3, -1, gender(people)[person]), words.GENDERS),
        "city": coded(city, city_names()),
        "region": coded(people.country[person], words.REGIONS),
        "country": coded(people.country[person], words.COUNTRIES),
        "customer_type": coded(is_business.astype(np.int64), ["B2C", "B2B"]),
        "company_name": coded(np.where(is_business, person, -1), people.company_name),
        "industry": coded(np.where(is_business, company % len(words.INDUSTRIES), -1), words.INDUSTRIES),
        "company_size": coded(np.where(is_business, company * 7 % len(words.COMPANY_SIZES), -1), words.COMPANY_SIZES),
        "owner": coded(rng.integers(0, len(words.OWNERS), count), words.OWNERS),
        "source": coded(rng.integers(0, len(words.SOURCES), count), words.SOURCES),
        "is_email_verified": flags(rng.random(count) < 0.8),
        "created_at": times(created),
        "updated_at": times(np.where(was_updated, updated, NEVER)),
    }


def loyalty_table(rng: Rng, contacts: Contacts) -> Columns:
    """The table loyalty_members."""
    people, person, count = contacts.people, contacts.member_person, len(contacts.member_person)
    linked = rng.random(count) < 0.8  # share that knows the CRM id
    crm = np.where(linked, contacts.row[person, 0], -1)
    earlier = np.floor(np.arange(count) * rng.random(count))
    referrer = np.where((rng.random(count) < 0.1) & (np.arange(count) > 0), earlier, -1)
    return {
        "loyalty_member_id": contacts.loyalty_ids,
        "customer_id": coded(crm, contacts.customer_ids),
        "full_name": taken(people.full_name, person),
        "email": emails(rng, contacts, person, rng.random(count) < 0.9),
        "phone": phones(rng, contacts, person, 0.7),
        "birth_date": dates(people.birth_day[person], rng.random(count) < 0.5),
        "tier": coded(np.searchsorted([0.3, 0.9], people.spend[person]), words.TIERS),
        "joined_at": times(contacts.joined_at),
        "referred_by_member_id": coded(referrer, contacts.loyalty_ids),
        "status": coded((people.dropout[person] < NEVER).astype(np.int64), ["active", "inactive"]),
    }


def emails(rng: Rng, contacts: Contacts, person: Ints, shown: Bools) -> pa.Array:
    """An address of each person: mostly the first, sometimes the second, NULL where it is not shown."""
    kind = choice(rng, (0.88, 0.12), len(person))
    return coded(np.where(shown, kind * contacts.people.count + person, -1), contacts.emails)


def phones(rng: Rng, contacts: Contacts, person: Ints, shown: float) -> pa.Array:
    """A phone of each person, NULL but for a share: a mobile, or the landline that a household or an office shares."""
    people = contacts.people
    shares_line = (people.household[person] >= 0) | (people.company[person] >= 0)
    kind = choice(rng, (0.85, 0.15), len(person))
    kind = np.where(shares_line & (rng.random(len(person)) < 0.3), 2, kind)
    return coded(np.where(rng.random(len(person)) < shown, kind * people.count + person, -1), contacts.phones)


def customer_columns(rng: Rng, contacts: Contacts, person: Ints, at: Ints, guest_share: float) -> Columns:
    """customer_id and email as given at a time: guests give no id, who gives no id gives an address."""
    row = contacts.pick(rng, person, at)
    row = np.where(rng.random(len(person)) < guest_share, -1, row)
    shown = (row < 0) | (rng.random(len(person)) < 0.2)
    return {
        "customer_id": coded(row, contacts.customer_ids),
        "email": emails(rng, contacts, person, shown),
    }


def consent_table(rng: Rng, contacts: Contacts, base: int, settings: Settings) -> Columns:
    """The table consents: mail granted with the first record, sometimes withdrawn later."""
    first = contacts.row[:, 0]
    asked = np.flatnonzero((first >= 0) & (rng.random(len(first)) < 0.6))
    granted_at = contacts.created_at[first[asked]]
    withdrawn = np.flatnonzero(rng.random(len(asked)) < 0.12)
    later = granted_at[withdrawn] + (rng.random(len(withdrawn)) * (settings.end - granted_at[withdrawn])).astype(
        np.int64
    )
    person = np.concatenate([asked, asked[withdrawn]])
    at = np.concatenate([granted_at, later])
    status = np.concatenate([np.zeros(len(asked), np.int64), np.ones(len(withdrawn), np.int64)])
    channel = np.concatenate([channels := choice(rng, (0.7, 0.2, 0.05, 0.05), len(asked)), channels[withdrawn]])
    sequence = np.argsort(at, kind="stable")
    person, at = person[sequence], at[sequence]
    return {
        "consent_id": numbered("N", base + np.arange(len(at))),
        "customer_id": coded(first[person], contacts.customer_ids),
        "channel": coded(channel[sequence], ["email", "sms", "phone", "post"]),
        "purpose": coded(np.zeros(len(at)), ["marketing"]),
        "status": coded(status[sequence], ["granted", "withdrawn"]),
        "changed_at": times(at),
        "source": coded(rng.integers(0, 2, len(at)), ["checkout", "preference centre"]),
    }


def privacy_table(rng: Rng, contacts: Contacts, base: int, settings: Settings) -> Columns:
    """The table privacy_requests."""
    first = contacts.row[:, 0]
    person = np.flatnonzero((first >= 0) & (rng.random(len(first)) < 0.004))
    created = contacts.created_at[first[person]]
    at = created + (rng.random(len(person)) * (settings.end - created)).astype(np.int64)
    done = at + rng.integers(DAY, 30 * DAY, len(person))
    return {
        "request_id": numbered("Q", base + np.arange(len(at))),
        "customer_id": coded(first[person], contacts.customer_ids),
        "email": coded(person, contacts.emails),
        "request_type": coded(choice(rng, (0.4, 0.4, 0.2), len(at)), ["erasure", "access", "restriction"]),
        "requested_at": times(at),
        "completed_at": times(np.where(done < settings.end, done, NEVER)),
    }
