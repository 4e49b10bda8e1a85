"""Columns that are not read, and that say which orders are none or what money they are of: told before a build."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb

from customer360.contract import WAYS_IN, Table
from customer360.inputs.codes import seed_rows, spellings
from customer360.inputs.finding import HELP, NAMED, WARNING, Finding, shown
from customer360.inputs.forms import NO
from customer360.inputs.profiles import mapping
from customer360.inputs.reading import Source, clean, first_row
from customer360.inputs.recognise import folded
from customer360.inputs.signs import STATUS, STATUSES
from customer360.warehouses import double_quoted

#: Ends of the names, folded, of columns that change what rows of orders are worth.
CURRENCIES = ("currency", "currencycode", "currencyisocode", "wahrung", "waehrung", "devise", "moneda", "币种", "货币")
STATES = ("status", "statut", "zustand", "stato", "orderstate", "stateoforder", "stage", "stagename", "状态")
#: Of goods and letters, not of money.
OTHER_STATES = ("fulfil", "shipping", "delivery", "versand", "发货", "物流")

#: Parts of the names, folded, of columns that say yes, or the day or amount, where an order was given up.
FLAGS = tuple(map(folded, ("cancel", "void", "storn", "annul", "anulad", "取消", "キャンセル", "취소")))
#: What such a column says where it was not.
NOTHING_GIVEN_UP = re.compile("|".join(("0*([.,]0*)?", *map(re.escape, NO))))

#: Values, in small letters, that tell an order that is none, in a column of any name; what is longer is a text.
GIVEN_UP = re.compile(
    ".*(cancel|storn|annul|anulad|取消|关闭|キャンセル|취소)|(.*[^a-z]|closed)?(void(ed)?|lost|draft|failed)$"
)
LONGEST_STATE = 30

#: A column of more different values is no state; DuckDB's estimate of them may be so many times too high or low.
MOST_STATES, FAR_OFF = 30, 2
#: What stands for the days and amounts of a flag.
SOMETHING = "…"


def ignored_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Columns of currencies and states that are not read: amounts are added up all the same.

    Where a status is read, only the rows that count by it are looked at, and only what contradicts it is told.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    unread = [name for name in source.types if name not in names.values()]
    if table.name not in WAYS_IN or not unread:
        return
    for name, values in values_of(connection, source, unread, names.get(STATUS)).items():
        said = {value: n for value, n in values.items() if value}
        if folded(name).endswith(CURRENCIES):
            if "currency" not in names and len(said) > 1:
                yield currency_finding(table, name, said)
        elif is_flag(name) and any(is_yes(value) for value in said) and not all(map(is_yes, values)):
            yield state_finding(table, name, values, names.get(STATUS), is_flagged=True)
        elif tells_none(said) or (STATUS not in names and is_state(name) and len(values) > 1):
            yield state_finding(table, name, values, names.get(STATUS), is_flagged=False)


def values_of(
    connection: duckdb.DuckDBPyConnection, source: Source, unread: list[str], status: str | None
) -> dict[str, dict[str, int]]:
    """Rows by value of the columns of few values and of flags, the most frequent first; the empty text is none.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    estimates = ", ".join(f"approx_count_distinct({double_quoted(name)})" for name in unread)
    sizes = dict(zip(unread, first_row(connection, source, f"select {estimates} from {{rows}}"), strict=True))  # noqa: S608  quoted
    few = {name for name, n in sizes.items() if n <= FAR_OFF * MOST_STATES}
    many = {name for name, n in sizes.items() if is_flag(name) and n > MOST_STATES / FAR_OFF}
    chosen = [name for name in unread if name in few | many]
    if not chosen:
        return {}
    cells = [something(name) if name in many else clean(name) for name in chosen]
    counts = ", ".join(f"histogram(coalesce({cell}, ''))" for cell in cells)
    counting = f"not list_contains($uncounted, coalesce(lower({clean(status)}), ''))" if status else "true"
    row = first_row(
        connection,
        source,
        f"select {counts} from {{rows}} where {counting}",  # noqa: S608  names are quoted, values are parameters
        {"uncounted": sorted(uncounted())} if status else None,
    )
    found = {name: mapping(value) for name, value in zip(chosen, row, strict=True)}
    return {name: values for name, values in found.items() if len(values) <= MOST_STATES}


def something(name: str) -> str:
    """SQL of whether a column of many values has one."""
    return f"case when {clean(name)} is not null then '{SOMETHING}' end"


def uncounted() -> set[str]:
    """The spellings of the states of orders that are no sales, or are given back.

    Raises:
        ReadError: a seed cannot be read.
    """
    states = {row["status"] for row in seed_rows(STATUSES) if row["is_accepted"] == "false"}
    return spellings("order_status", states | {"refunded"})


def is_flag(name: str) -> bool:
    """Whether a column is named after orders that were given up."""
    return any(word in folded(name) for word in FLAGS)


def is_yes(value: str) -> bool:
    """Whether a flag says that the order was given up."""
    return bool(value) and NOTHING_GIVEN_UP.fullmatch(value.lower()) is None


def is_state(name: str) -> bool:
    """Whether a column is named like a state of orders."""
    return folded(name).endswith(STATES) and not any(word in folded(name) for word in OTHER_STATES)


def tells_none(said: dict[str, int]) -> bool:
    """Whether a value of a column says that an order is none."""
    cancelled = spellings("order_status", {"cancelled"})
    short = [value.lower() for value in said if len(value) <= LONGEST_STATE]
    return any(value in cancelled or GIVEN_UP.match(value) for value in short)


def currency_finding(table: Table, name: str, said: dict[str, int]) -> Finding:
    """Currencies that are not read."""
    knows, remedy = f"{table.name} knows no currency", "convert them, or give orders with order_items"
    if "currency" in table.names:
        knows = f"{table.name} is read without a currency"
        remedy = f"declare columns: {{currency: {name}}}, or convert them"
    message = (
        f"{knows}, so its amounts are added up as if of one currency, whatever column '{name}' says: {told(said)}: "
        f"{remedy}; {HELP}"
    )
    return Finding(WARNING, "ignored_currency", message)


def state_finding(table: Table, name: str, values: dict[str, int], status: str | None, *, is_flagged: bool) -> Finding:
    """States that are not read. One may be told of what is not as usual alone, so empty cells are counted."""
    remedy = "leave out those that are none"
    if STATUS not in table.names:
        knows, remedy = f"{table.name} knows no status", f"{remedy}, or give orders with order_items"
    elif status is not None or is_flagged:
        knows = f"is read by '{status}' alone" if status is not None else "is read without a status"
        knows, remedy = f"{table.name} {knows}", f"{remedy}, or let status say 'cancelled' there"
    else:
        knows, remedy = f"{table.name} is read without a status", f"declare columns: {{status: {name}}}, or {remedy}"
    whose = "what counts by it counts as a sale" if status is not None else "all its rows count as sales"
    message = f"{knows}, so {whose}, whatever column '{name}' says: {told(values)}: {remedy}; {HELP}"
    return Finding(WARNING, "ignored_status", message)


def told(values: dict[str, int]) -> str:
    """The most frequent values with their rows."""
    return ", ".join(f"'{shown(value)}' ({n:,})" for value, n in list(values.items())[:NAMED])
