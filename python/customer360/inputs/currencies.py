"""Currencies that nothing converts: amounts in them would be missing from what a build adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from customer360.contract import Table
from customer360.inputs import forms
from customer360.inputs.declarations import is_file
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.keys import Places
from customer360.inputs.macros import rendered
from customer360.inputs.profiles import STRICT, Profile, mapping
from customer360.inputs.reading import BROKEN, ReadError, Source, clean, connected, first_row, rows_of, source
from customer360.inputs.settings import Settings
from customer360.warehouses import double_quoted

ORDERS, RATES = "orders", "exchange_rates"
#: What becomes of a row whose currency is not known, by input.
FATES = {
    ORDERS: "they are quarantined",
    "payments_refunds": "they are quarantined",
    "products": "their margin is not known",
    "campaigns": "their cost is not known",
}

#: What macro number_text takes off amounts, in capitals, and the currencies that it may stand for.
SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL", "ARS", "CLP", "COP"},
    "€": {"EUR"},
    "£": {"GBP"},
    "¥": {"JPY", "CNY"},
    "₩": {"KRW"},
    "₹": {"INR"},
    "元": {"CNY"},
    "RMB": {"CNY"},
    **{code: {code} for code in ("EUR", "GBP", "USD", "CNY", "CHF", "JPY")},
}


@dataclass(frozen=True)
class Named:
    """The currencies of an input: rows, and rows by code; `odd` rows name what is no code, such as `example`."""

    rows: int
    codes: dict[str, int]
    odd: int
    example: str

    @property
    def is_empty(self) -> bool:
        """Whether no row says anything."""
        return not self.codes and not self.odd


def currency_findings(places: Places, settings: Settings, database: Path | None) -> list[Finding]:
    """What is to say of the currencies of all inputs.

    Args:
        places: location, and the user's column by contract column, by table.
        settings: var reporting_currency, date_order and business_timezone.
        database: the DuckDB file that tables are in.
    """
    named = {table: found for table in FATES if (found := named_in(table, places, database))}
    orders = named.pop(ORDERS, Named(0, {}, 0, ""))
    elsewhere = {table: found.codes for table, found in named.items() if found.codes}
    has_codes = bool(orders.codes) or (orders.is_empty and bool(elsewhere))
    findings = [no_code(table, found) for table, found in {ORDERS: orders, **named}.items() if has_codes and found.odd]
    if RATES in places:
        return findings + before_rates(places, settings, database)
    if not orders.codes and not settings.reporting_currency:
        findings += no_reporting(orders, elsewhere)
    return findings + list(no_rates(orders, settings.reporting_currency))


def currencies_within(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], profile: Profile
) -> Iterator[Finding]:
    """Amounts that name currencies themselves: several, or another than the row's. A build reads the number alone.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; profile: of the same rows.

    Raises:
        ReadError: the rows cannot be read.
    """
    columns = [
        one for one in profile.columns if one.type.startswith("decimal") and one.unplain and table.name != STRICT
    ]
    if not columns:
        return
    of_row = code(names["currency"]) if "currency" in names else "null"
    sign = "|".join(map(re.escape, SIGNS))
    counts = ", ".join(f"histogram(s{i} || ' ' || coalesce(code, '')) filter (s{i} <> '')" for i in range(len(columns)))
    cells = ", ".join(f"regexp_extract(upper({text(one.found_as)}), '{sign}') as s{i}" for i, one in enumerate(columns))
    row = first_row(
        connection,
        source,
        f"select {counts} from (select {of_row} as code, {cells} from {{rows}})",  # noqa: S608  names are quoted
    )
    for column, found in zip(columns, row, strict=True):
        split = [(one.partition(" "), n) for one, n in mapping(found).items()]
        pairs = [(sign, row_code, n) for (sign, _, row_code), n in split]
        yield from several(column.name, [one for one in pairs if not one[1]], profile.rows)
        yield from another(
            column.name, names, [one for one in pairs if one[1] and one[1] not in SIGNS[one[0]]], profile
        )


def several(column: str, pairs: list[tuple[str, str, int]], rows: int) -> Iterator[Finding]:
    """Signs that cannot all mean one currency, in rows that name none beside them."""
    if pairs and not set.intersection(*(SIGNS[sign] for sign, *_ in pairs)):
        told = ", ".join(f"'{sign}' ({n:,})" for sign, _, n in sorted(pairs, key=lambda one: (-one[2], one[0])))
        message = (
            f"{counted(sum(n for *_, n in pairs), rows)} values name several currencies, {told}, and are added up as "
            f"if of one: give each row's code in a column of its own, currency, or convert them; {HELP}"
        )
        yield Finding(WARNING, "currencies_within", message, column)


def another(
    column: str, names: dict[str, str], pairs: list[tuple[str, str, int]], profile: Profile
) -> Iterator[Finding]:
    """Signs that cannot mean the currency of their row, which is the one that is believed."""
    if pairs:
        sign, code, _ = max(pairs, key=lambda one: (one[2], one[:2]))
        message = (
            f"{counted(sum(n for *_, n in pairs), profile.rows)} values name another currency than column "
            f"'{names['currency']}' of their row, such as '{sign}' in one of {code}: the column is believed; correct "
            f"what is wrong; {HELP}"
        )
        yield Finding(WARNING, "currencies_within", message, column)


def named_in(table: str, places: Places, database: Path | None) -> Named | None:
    """The currencies of an input; None where it has no such column."""
    location, names = places.get(table, ("", {}))
    if "currency" not in names:
        return None
    query = f"""
        with texts as (select {rendered("plain_text", text(names["currency"]))} as text from {{rows}}),
        known as (select {rendered("known_text", "text")} as text from texts)
        select {rendered("currency_code", "text")} as code, count(*), count(text), min(text)
        from known group by 1 order by 2 desc, 1
    """  # noqa: S608  names are quoted
    try:
        with connected(None if is_file(location) else database) as connection:
            found = rows_of(connection, source(connection, location), query)
    except ReadError:
        # It has been read a moment ago; whatever is wrong with it is told there.
        return None
    odd, example = next(((n, text) for code, _, n, text in found if code is None), (0, None))
    return Named(sum(n for _, n, *_ in found), {code: n for code, n, *_ in found if code}, odd, shown(example or ""))


def no_code(table: str, found: Named) -> Finding:
    """Rows whose currency is not to be told, as others name a code."""
    message = (
        f"{counted(found.odd, found.rows)} rows of {table} are in a currency that is no ISO code, such as "
        f"'{found.example}', while others name one: {FATES[table]}; write the code"
    )
    return Finding(WARNING, "no_currency_code", message, "currency")


def no_reporting(orders: Named, elsewhere: dict[str, dict[str, int]]) -> Iterator[Finding]:
    """Codes beside orders that name none, of which nobody knows what they are to the orders."""
    codes = sorted({code for found in elsewhere.values() for code in found})
    if len(codes) > 1 or (codes and not orders.is_empty):
        told = f"'{orders.example}', which is none" if orders.odd else "none"
        message = (
            f"of ISO codes, orders name {told}, {' and '.join(elsewhere)} {', '.join(codes)}: without var "
            "reporting_currency nothing says which of them the orders are in, and amounts in one have no rate"
        )
        yield Finding(WARNING, "no_reporting_currency", message, "currency")


def no_rates(orders: Named, reporting: str | None) -> Iterator[Finding]:
    """Orders in other currencies than var reporting_currency, or than that of most, where there are no rates."""
    main = reporting or next(iter(orders.codes), None)
    others = {code: n for code, n in orders.codes.items() if code != main}
    if others:
        message = (
            f"{counted(sum(others.values()), orders.rows)} orders are in another currency than {main}, such as "
            f"'{next(iter(others))}', and {RATES} is not declared: {FATES[ORDERS]}"
        )
        yield Finding(WARNING, "no_rates", message, "currency")


def before_rates(places: Places, settings: Settings, database: Path | None) -> list[Finding]:
    """Orders from before the first rate of their currency; rates that are all 1 are of the reporting currency."""
    (location, names), (rates_location, rates_names) = (places.get(name, ("", {})) for name in (ORDERS, RATES))
    if not {"currency", "ordered_at"} <= set(names) or not {"currency", "rate_date", "rate"} <= set(rates_names):
        return []
    uses_tables = not is_file(location) or not is_file(rates_location)
    order_code, rate_code = (code(one["currency"]) for one in (names, rates_names))
    ordered_at, rate_date = (
        forms.any_date(clean(name), settings.date_order) for name in (names["ordered_at"], rates_names["rate_date"])
    )
    rate = rendered("to_amount", rendered("plain_text", text(rates_names["rate"])), 18, 12)
    try:
        with connected(database if uses_tables else None) as connection:
            orders, rates = source(connection, location, "orders"), source(connection, rates_location, "rates")
            found = connection.execute(
                f"""
                with order_rows as (
                    select {order_code} as code, cast(timezone($zone, timezone('UTC', {ordered_at})) as date) as day
                    from {orders.relation}
                ),
                rates as (
                    select {rate_code} as code, cast({rate_date} as date) as day, {rate} as rate from {rates.relation}
                ),
                firsts as (
                    select code, min(day) as day from rates group by code having min(rate) <> 1 or max(rate) <> 1
                )
                select code, firsts.day, count(*) from order_rows inner join firsts using (code)
                where order_rows.day < firsts.day and code is distinct from $reporting
                group by all order by 3 desc, 1
                """,  # noqa: S608  names are quoted, values are parameters
                orders.parameters
                | rates.parameters
                | {"zone": settings.timezone, "reporting": settings.reporting_currency},
            ).fetchall()
    except (ReadError, *BROKEN):
        return []
    return [
        Finding(
            WARNING,
            "before_rates",
            f"{n:,} orders in {code} lie before its first rate, of {day}: {FATES[ORDERS]}; give earlier rates",
            "currency",
        )
        for code, day, n in found
    ]


def code(name: str) -> str:
    """SQL of the ISO code in a column."""
    return rendered("currency_code", rendered("plain_text", text(name)))


def text(name: str) -> str:
    """SQL of a column as text."""
    return f"cast({double_quoted(name)} as varchar)"
