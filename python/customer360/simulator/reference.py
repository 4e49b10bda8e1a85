"""Tables of the company itself, drawn once per seed: goods, campaigns, rates, targets, indicators."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.simulator import vocabulary as words
from customer360.simulator.columns import (
    Columns,
    Floats,
    Ints,
    Rng,
    coded,
    constant,
    dates,
    joined,
    money,
    padded,
    times,
    whole,
)
from customer360.simulator.settings import DAY, SEGMENTS, Settings

TIERS = len(words.PRICE_TIERS)
RANKS = len(words.CATEGORIES[0].nouns)
PER_CATEGORY = TIERS * RANKS
N_PRODUCTS = len(words.CATEGORIES) * PER_CATEGORY

#: Offers of the campaigns: percent off, or none.
OFFERS = (0, 10, 15)
CAMPAIGN_CHANNELS = ("email", "sms", "post")
RATE_CURRENCIES = ("EUR", "GBP", "USD", "CNY")
FIRST_RATES = (1.0, 1.17, 0.94, 0.138)


@dataclass(frozen=True)
class World:
    """What all people of a company share."""

    settings: Settings
    list_cents: Ints  # shape (products, countries, years): price in the country's currency
    cost_share: Floats  # shape (products,): what a product costs, as a share of its first price in EUR
    companion: Ints  # shape (products,): the product that often goes with it, -1 for none
    campaign_at: Ints  # shape (campaigns,): start in seconds
    campaign_offer: Ints  # shape (campaigns,): percent off
    uplift: Floats  # shape (campaigns, segments)
    season_days: Floats  # shape (days + 1,): expected orders up to a day, in days of average business
    rates: Floats  # shape (days, currencies)

    @property
    def n_campaigns(self) -> int:
        """Number of campaigns."""
        return len(self.campaign_at)


def make_world(rng: Rng, settings: Settings) -> World:
    """Draw what all people share."""
    product = np.arange(N_PRODUCTS)
    category, tier, rank = product // PER_CATEGORY, product // RANKS % TIERS, product % RANKS
    base = np.array([one.price for one in words.CATEGORIES])[category] * np.array(words.TIER_PRICES)[tier]
    euros = base * (1 + 0.35 * rank) * rng.uniform(0.9, 1.1, N_PRODUCTS)
    levels = np.array([1.0, 0.86, 1.0, 1.08, 7.4])[None, :, None] * np.array([1.0, 1.06, 1.1])[None, None, :]
    list_cents = np.rint(euros[:, None, None] * levels * 10).astype(np.int64) * 10
    companion = np.where((rank < 2) & (tier < 2), product + 4, -1)  # the two best sellers

    n_months = settings.n_days // 30
    campaign_at = settings.start + DAY * (30 * np.arange(n_months) + rng.integers(5, 12, n_months)) + 9 * 3600
    campaign_at = campaign_at[campaign_at < settings.end - (settings.response_days + 2) * DAY]
    n_campaigns = len(campaign_at)
    uplift = np.array(settings.uplift) * rng.uniform(0.6, 1.4, (n_campaigns, 1))

    first_month = settings.start // DAY
    months = (first_month + np.arange(settings.n_days)).astype("M8[D]").astype("M8[M]").astype(np.int64) % 12
    daily = np.array(settings.season)[months] / np.mean(settings.season)
    steps = rng.normal(0, 0.003, (settings.n_days, len(RATE_CURRENCIES))) * np.array([0, 1, 1, 1])
    campaign_offer = np.array(OFFERS)[rng.integers(0, len(OFFERS), n_campaigns)]
    cost_of_category = rng.uniform(0.4, 0.7, len(words.CATEGORIES))
    return World(
        settings=settings,
        list_cents=list_cents,
        cost_share=cost_of_category[category] + rng.uniform(-0.12, 0.12, N_PRODUCTS),
        companion=companion,
        campaign_at=campaign_at,
        campaign_offer=campaign_offer,
        uplift=np.round(uplift, 4),
        season_days=np.concatenate([[0.0], np.cumsum(daily)]),
        rates=np.array(FIRST_RATES) * np.exp(np.cumsum(steps, axis=0) * 0.98),
    )


def product_ids() -> list[str]:
    """Ids of the products by number."""
    return [f"SKU{number:04d}" for number in range(1, N_PRODUCTS + 1)]


def product_names() -> list[str]:
    """Names of the products by number."""
    return [
        f"{words.TIER_WORDS[tier]} {noun}"
        for category in words.CATEGORIES
        for tier in range(TIERS)
        for noun in category.nouns
    ]


def campaign_ids(world: World) -> list[str]:
    """Ids of the campaigns by number."""
    return [f"CAM{number:03d}" for number in range(1, world.n_campaigns + 1)]


def coupon_codes(world: World) -> list[str]:
    """Coupon code of each campaign, used where it has an offer."""
    return [f"SAVE{offer}-{number:03d}" for number, offer in enumerate(world.campaign_offer.tolist(), 1)]


def reference_tables(rng: Rng, world: World, people_count: int) -> dict[str, Columns]:
    """The tables that do not belong to people; targets and costs grow with the number of people."""
    return {
        "products": products(world),
        "campaigns": campaigns(rng, world, people_count),
        "coupons": coupons(world),
        "exchange_rates": exchange_rates(world),
        "sales_targets": sales_targets(world, people_count),
        "external_indicators": external_indicators(rng, world),
    }


def products(world: World) -> Columns:
    """The table products; prices are those of the first year in EUR."""
    number = np.arange(N_PRODUCTS)
    category = number // PER_CATEGORY
    list_price = world.list_cents[:, 0, 0]
    subcategories = [name for one in words.CATEGORIES for name in one.subcategories]
    return {
        "product_id": coded(number, product_ids()),
        "product_name": coded(number, product_names()),
        "category": coded(category, [one.name for one in words.CATEGORIES]),
        "subcategory": coded(category * 2 + number % RANKS // (RANKS // 2), subcategories),
        "brand": coded(number * 5 % len(words.BRANDS), words.BRANDS),
        "price_tier": coded(number // RANKS % TIERS, words.PRICE_TIERS),
        "list_price": money(list_price),
        "unit_cost": money(np.rint(list_price * world.cost_share).astype(np.int64)),
        "currency": constant("EUR", N_PRODUCTS),
        "launched_date": dates(world.settings.start // DAY - 30 * (1 + number % 12)),
    }


def campaigns(rng: Rng, world: World, people_count: int) -> Columns:
    """The table campaigns."""
    count = world.n_campaigns
    channel = np.arange(count) % len(CAMPAIGN_CHANNELS)
    cost = np.rint(people_count * rng.uniform(0.05, 0.3, count)).astype(np.int64) * 100 + 50_000
    return {
        "campaign_id": coded(np.arange(count), campaign_ids(world)),
        "campaign_name": joined("Monthly mailing ", dates(world.campaign_at // DAY)),
        "channel": coded(channel, CAMPAIGN_CHANNELS),
        "objective": coded(np.arange(count) % 2, ["winback", "cross-sell"]),
        "cost_amount": money(cost),
        "currency": constant("EUR", count),
        "started_at": times(world.campaign_at),
        "ended_at": times(world.campaign_at + world.settings.response_days * DAY),
        "holdout_share": constant(f"{world.settings.holdout_share:g}", count),
        "offer": coded(world.campaign_offer // 5, ["news", "", "10% off", "15% off"]),
    }


def truth_uplift(world: World) -> pa.Table:
    """The rows of truth_uplift, one per campaign and segment."""
    campaign, segment = np.divmod(np.arange(world.uplift.size), len(SEGMENTS))
    return pa.table(
        {
            "campaign_id": coded(campaign, campaign_ids(world)),
            "segment": coded(segment, SEGMENTS),
            "uplift": world.uplift.reshape(-1),
        }
    )


def coupons(world: World) -> Columns:
    """The table coupons: one for each campaign with an offer."""
    campaign = np.flatnonzero(world.campaign_offer)
    start = world.campaign_at[campaign] // DAY
    return {
        "coupon_code": coded(campaign, coupon_codes(world)),
        "discount_type": constant("percent", len(campaign)),
        "discount_value": whole(world.campaign_offer[campaign]),
        "valid_from_date": dates(start),
        "valid_to_date": dates(start + world.settings.response_days),
        "campaign_id": coded(campaign, campaign_ids(world)),
    }


def exchange_rates(world: World) -> Columns:
    """The table exchange_rates: EUR for one unit, six decimals."""
    day, currency = np.divmod(np.arange(world.rates.size), len(RATE_CURRENCIES))
    millionths = np.rint(world.rates.reshape(-1) * 1e6).astype(np.int64)
    return {
        "rate_date": dates(world.settings.start // DAY + day),
        "currency": coded(currency, RATE_CURRENCIES),
        "rate": joined(whole(millionths // 10**6), ".", padded(millionths % 10**6, 6)),
    }


def sales_targets(world: World, people_count: int) -> Columns:
    """The table sales_targets: EUR per month, region and category."""
    months = month_starts(world.settings)
    n_regions, n_categories = len(words.REGIONS), len(words.CATEGORIES)
    month, rest = np.divmod(np.arange(len(months) * n_regions * n_categories), n_regions * n_categories)
    region, category = np.divmod(rest, n_categories)
    share = np.array(world.settings.country_shares)[region] / n_categories
    season = np.array(world.settings.season)[months[month].astype(np.int64) % 12]
    cents = np.rint(people_count * share * season * 20 * 100).astype(np.int64)
    return {
        "target_month": dates(months[month].astype("M8[D]").astype(np.int64)),
        "region": coded(region, words.REGIONS),
        "category": coded(category, [one.name for one in words.CATEGORIES]),
        "target_amount": money(cents),
        "currency": constant("EUR", len(month)),
    }


def external_indicators(rng: Rng, world: World) -> Columns:
    """The table external_indicators: consumer confidence and inflation per month."""
    months = np.repeat(month_starts(world.settings), 2)
    indicator = np.arange(len(months)) % 2
    values = np.where(indicator == 0, rng.normal(-15, 3, len(months)), rng.normal(4, 1, len(months)))
    tenths = np.rint(np.abs(values) * 10).astype(np.int64)
    sign = coded((values < 0).astype(np.int64), ["", "-"]).dictionary_decode()
    return {
        "indicator_month": dates(months.astype("M8[D]").astype(np.int64)),
        "indicator_name": coded(indicator, ["consumer_confidence", "inflation_percent"]),
        "indicator_value": pc.binary_join_element_wise(sign, whole(tenths // 10), ".", whole(tenths % 10), ""),
    }


def month_starts(settings: Settings) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """The months of the history."""
    days = np.array([settings.first_day, settings.last_day]).astype("M8[M]")
    return np.arange(days[0], days[1] + 1)
