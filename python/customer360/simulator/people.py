"""Who lives in the simulated world: names, families, companies, rhythm, taste and satisfaction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.simulator import vocabulary as words
from customer360.simulator.columns import Bools, Floats, Ints, Rng, choice, coded, dates, joined, numbered, padded
from customer360.simulator.settings import DAY, NEVER, SEGMENTS, Settings

#: Companies get numbers in blocks of this size per chunk.
COMPANY_BLOCK = 4_000
PERSON_BASE = 1_000_000


@dataclass
class People:
    """People of one chunk; every array has shape (people,), `taste` (people, 2)."""

    number: Ints  # unique over all chunks
    country: Ints
    city: Ints  # of words.CITIES, laid end to end
    earlier_city: Ints  # the same where nobody moved
    company: Ints  # number over all chunks, -1 for consumers
    household: Ints  # number over all chunks, -1 for people alone
    given: Ints
    family: Ints
    provider: Ints
    second_provider: Ints
    birth_day: Ints  # days since 1970
    rate: Floats  # orders per 30 days while active
    spend: Floats  # log of the spend level
    satisfaction: Floats
    taste: Ints  # favourite and second category
    channel: Ints
    segment: Ints
    is_prospect: Bools  # never orders
    first_at: Ints  # from when on they are customers, in seconds
    dropout: Ints  # NEVER, or seconds
    cause: Ints  # of dropout: 0 other, 1 unresolved complaint, 2 low survey score

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.number)

    @cached_property
    def ids(self) -> pa.Array:
        """P1000000 and so on."""
        return numbered("P", self.number + PERSON_BASE)

    @cached_property
    def full_name(self) -> pa.Array:
        """Given and family name; Chinese names the other way round, in one word."""
        given, family = self.given_name, self.family_name
        return pc.if_else(pa.array(self.country == 4), joined(family, given), joined(given, " ", family))

    @cached_property
    def given_name(self) -> pa.Array:
        """Given name."""
        return coded(self.given, words.GIVEN).dictionary_decode()

    @cached_property
    def family_name(self) -> pa.Array:
        """Family name."""
        return coded(self.family, words.FAMILY).dictionary_decode()

    @cached_property
    def company_name(self) -> pa.Array:
        """Company name, NULL for consumers."""
        first, second, trade, suffix = self.company_parts
        return pc.if_else(pa.array(self.company < 0), None, joined(first, second, " ", trade, suffix))

    @cached_property
    def company_parts(self) -> tuple[pa.Array, pa.Array, pa.Array, pa.Array]:
        """The parts of a company's name: all different for different numbers."""
        sizes = len(words.COMPANY_FIRST), len(words.COMPANY_SECOND), len(words.COMPANY_TRADE)
        total = sizes[0] * sizes[1] * sizes[2]
        mixed = np.maximum(self.company, 0) * 7919 % total  # 7919 is prime to the total: no two are alike
        rounds = np.maximum(self.company, 0) // total
        suffix = coded(np.minimum(rounds, 9), ["", *(f" {number}" for number in range(2, 11))])
        parts = (
            coded(mixed % sizes[0], words.COMPANY_FIRST),
            coded(mixed // sizes[0] % sizes[1], words.COMPANY_SECOND),
            coded(mixed // (sizes[0] * sizes[1]), words.COMPANY_TRADE),
            suffix,
        )
        first, second, trade, round_word = (part.dictionary_decode() for part in parts)
        return first, second, trade, round_word

    @cached_property
    def email(self) -> pa.Array:
        """The own address, of nobody else: at the company for business contacts, else at a provider."""
        given = coded(self.given, words.GIVEN_LATIN).dictionary_decode()
        family = coded(self.family, words.FAMILY_LATIN).dictionary_decode()
        first, second, trade, suffix = self.company_parts
        site = joined(first, second, "-", trade, pc.replace_substring(suffix, " ", ""), ".")
        domain = joined(pc.ascii_lower(site), coded(self.country, words.TLDS).dictionary_decode())
        at_home = joined(given, ".", family, padded(self.number, 7), "@", self.provider_name(self.provider))
        at_work = joined(given, ".", family, self.repeat_number, "@", domain)
        return pc.if_else(pa.array(self.company < 0), at_home, at_work)

    @cached_property
    def repeat_number(self) -> pa.Array:
        """Empty, or the own number for colleagues whose names are the same in Latin letters."""
        given = np.unique(words.GIVEN_LATIN, return_inverse=True)[1][self.given]
        family = np.unique(words.FAMILY_LATIN, return_inverse=True)[1][self.family]
        key = (self.company * len(words.GIVEN) + given) * len(words.FAMILY) + family
        first = np.zeros(self.count, np.bool_)
        first[np.unique(key, return_index=True)[1]] = True
        return pc.if_else(pa.array(first), "", padded(self.number, 7))

    @cached_property
    def second_email(self) -> pa.Array:
        """Another address of the same person."""
        given = coded(self.given, words.GIVEN_LATIN).dictionary_decode()
        return joined(given, "_", padded(self.number, 7), "@", self.provider_name(self.second_provider))

    def provider_name(self, provider: Ints) -> pa.Array:
        """Domain of a mail provider."""
        return coded(provider, words.MAIL_PROVIDERS).dictionary_decode()

    @cached_property
    def phone(self) -> pa.Array:
        """The own mobile, +49151… and eight digits."""
        return self.phone_of(words.MOBILES, self.number)

    @cached_property
    def earlier_phone(self) -> pa.Array:
        """The mobile they had before."""
        return self.phone_of(words.EARLIER_MOBILES, self.number)

    @cached_property
    def landline(self) -> pa.Array:
        """The phone that a household or an office shares."""
        return self.phone_of(words.LANDLINES, np.where(self.company >= 0, 50_000_000 + self.company, self.household))

    def phone_of(self, prefixes: tuple[str, ...], number: Ints) -> pa.Array:
        """A prefix of the country and eight digits that belong to the number alone."""
        digits = padded((np.maximum(number, 0) * 48_271 + 12_345_679) % 10**8, 8)
        return joined(coded(self.country, prefixes).dictionary_decode(), digits)


def make_people(rng: Rng, first_number: int, count: int, chunk: int, settings: Settings) -> People:
    """Draw the people of one chunk; they have not bought anything yet."""
    country = choice(rng, settings.country_shares, count)
    city = country * words.CITIES_EACH + rng.integers(0, words.CITIES_EACH, count)
    family = country * words.FAMILY_EACH + rng.integers(0, words.FAMILY_EACH, count)
    given = country * words.GIVEN_EACH + rng.integers(0, words.GIVEN_EACH, count)
    company = companies(rng, count, chunk, settings)
    leaders = first_of_group(company)
    country, city = country[leaders], city[leaders]
    household = households(rng, company, first_number, settings)
    leaders = first_of_group(household)
    country, city, family = country[leaders], city[leaders], family[leaders]
    given = country * words.GIVEN_EACH + given % words.GIVEN_EACH
    family = country * words.FAMILY_EACH + family % words.FAMILY_EACH

    twins = np.flatnonzero((rng.random(count) < settings.namesake_share) & (company < 0) & (household < 0))
    models = np.maximum(twins - 1 - rng.integers(0, 50, len(twins)), 0)
    for array in (country, city, given, family):
        array[twins] = array[models]

    moved = rng.random(count) < settings.moved_share
    elsewhere = country * words.CITIES_EACH + (city + rng.integers(1, words.CITIES_EACH, count)) % words.CITIES_EACH
    spend = rng.normal(0, settings.spend_sigma, count)
    segment = np.where(company >= 0, SEGMENTS.index("business"), np.searchsorted([-0.4, 0.5], spend))
    providers = np.array(words.PROVIDERS_OF)
    n_categories = len(words.CATEGORIES)
    favourite = rng.integers(0, n_categories, count)
    return People(
        number=first_number + np.arange(count),
        country=country,
        city=city,
        earlier_city=np.where(moved, elsewhere, city),
        company=company,
        household=household,
        given=given,
        family=family,
        provider=providers[country, rng.integers(0, 4, count)],
        second_provider=providers[country, rng.integers(0, 4, count)],
        birth_day=np.rint(rng.triangular(-12_000, 5_000, 13_500, count)).astype(np.int64),
        rate=rng.gamma(settings.rate_shape, settings.rate_mean / settings.rate_shape, count),
        spend=spend,
        satisfaction=rng.normal(0, settings.satisfaction_sigma, count),
        taste=np.column_stack([favourite, (favourite + rng.integers(1, n_categories, count)) % n_categories]),
        channel=choice(rng, (0.4, 0.25, 0.2, 0.05, 0.1), count),
        segment=segment,
        is_prospect=rng.random(count) < settings.prospect_share,
        first_at=arrivals(rng, count, settings),
        dropout=np.full(count, NEVER),
        cause=np.zeros(count, np.int64),
    )


def companies(rng: Rng, count: int, chunk: int, settings: Settings) -> Ints:
    """Company of each person, -1 for consumers; colleagues have the same number."""
    is_business = rng.random(count) < settings.business_share
    starts = is_business & (rng.random(count) < settings.new_company_share)
    number = np.minimum(np.cumsum(starts), COMPANY_BLOCK - 1)
    return np.where(is_business, chunk * COMPANY_BLOCK + number, -1)


def households(rng: Rng, company: Ints, first_number: int, settings: Settings) -> Ints:
    """Household of each person, -1 for people alone: some neighbouring pairs of consumers."""
    pair = (first_number + np.arange(len(company))) // 2
    consumers = np.bincount(pair - pair[0], weights=company < 0)[pair - pair[0]] == 2  # a pair
    together = (rng.random(len(company)) < settings.household_share)[(pair - pair[0]) * 2 % len(company)]
    return np.where(consumers & together, pair, -1)


def first_of_group(group: Ints) -> Ints:
    """For each row the first row of its group, shape (rows,); rows of no group (-1) are their own."""
    rows = np.arange(len(group))
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    return np.where(group < 0, rows, first[inverse])


def arrivals(rng: Rng, count: int, settings: Settings) -> Ints:
    """When people become customers, in seconds: many in the first two months, the others evenly until the last week."""
    founding = rng.random(count) < settings.founding_share
    day = rng.random(count) * np.where(founding, 60, settings.n_days - 7)
    return settings.start + np.floor(day).astype(np.int64) * DAY


def truth_people(people: People) -> pa.Table:
    """The rows of truth_people."""
    alone = people.household < 0
    return pa.table(
        {
            "person_id": people.ids,
            "full_name": people.full_name,
            "email": people.email,
            "phone": people.phone,
            "birth_date": dates(people.birth_day),
            "gender": coded(gender(people), words.GENDERS),
            "country": coded(people.country, words.COUNTRIES),
            "city": coded(people.city, city_names()),
            "segment": coded(people.segment, SEGMENTS),
            "household_id": pc.if_else(pa.array(alone), None, numbered("H", people.household)),
            "company_id": pc.if_else(pa.array(people.company < 0), None, numbered("B", people.company)),
            "rate": people.rate,
            "spend_level": np.exp(people.spend),
            "satisfaction": people.satisfaction,
            "dropout_date": dropout_dates(people),
        }
    )


def truth_dropout(people: People) -> pa.Table:
    """The rows of truth_dropout: who left within the history, when and why."""
    gone = pa.array(np.flatnonzero(people.dropout < NEVER))
    causes = ("other", "unresolved complaint", "low survey score")
    return pa.table(
        {
            "person_id": people.ids.take(gone),
            "dropout_date": dropout_dates(people).take(gone),
            "cause": coded(people.cause, causes).take(gone),
        }
    )


def dropout_dates(people: People) -> pa.Array:
    """Day of dropout, NULL for those who stay."""
    stays = people.dropout >= NEVER
    return dates(np.where(stays, 0, people.dropout // DAY), stays)


def gender(people: People) -> Ints:
    """0 women, 1 men: the given names of a country are women's first."""
    return (people.given % words.GIVEN_EACH >= words.GIVEN_EACH // 2).astype(np.int64)


def city_names() -> list[str]:
    """All cities, laid end to end."""
    return [city for cities in words.CITIES for city in cities]
