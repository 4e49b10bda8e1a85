"""Orders and lines that a build would set aside, or take for one: told before it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb

from customer360.contract import WAYS_IN, Table
from customer360.inputs import forms
from customer360.inputs.days import time_of
from customer360.inputs.finding import HELP, LEAST_PERCENT, NOTE, WARNING, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import Source, clean, first_row, identifier, known_identifier
from customer360.inputs.settings import Settings
from customer360.warehouses import double_quoted

#: Sales further apart are hardly of one order.
ORDER_DAYS = 30

#: What spreadsheets and reports write before the sum of all rows, in small letters.
TOTAL_WORD = "((grand |sub)?totale?|sum|summe|suma|somme|gesamt(summe)?|总计|合计|小计|合計|総計|小計)"
#: As the number of an order with a year, a currency or another word after it: TOTAL 2024, Summe EUR, Total geral.
TOTALS, TOTAL_BUYERS = f"^{TOTAL_WORD}([ :.]+([[:alpha:]]+|[0-9]{{4}}))*[ :.]*$", f"^{TOTAL_WORD}[ :.]*$"

#: How far a sum may lie from that of so many rows; two or three amounts may add up by chance.
CENT, ROUNDED_ROWS, FEWEST_SUMMED = Decimal("0.01"), 1000, 5

#: The inputs of lines, and the type of what they count and cost.
LINES = (STRICT, "order_items")
NUMBER = "decimal(18, 4)"


def order_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], settings: Settings
) -> Iterator[Finding]:
    """What is to say of order numbers that serve twice, and of prices and quantities that no line has.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; settings: the vars.

    Raises:
        ReadError: the rows cannot be read.
    """
    if table.name in WAYS_IN and {"order_id", "customer_id", "ordered_at"} <= set(names):
        yield from numbers_used_again(connection, source, table, names, settings)
    if table.name in WAYS_IN and {"order_id", "ordered_at"} <= set(names):
        yield from totals(connection, source, names)
    if table.name in LINES and {"quantity", "unit_price"} <= set(names):
        yield from no_lines(connection, source, names)


def numbers_used_again(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], settings: Settings
) -> Iterator[Finding]:
    """Order numbers of several customers, and of sales too far apart. What is taken back may come much later."""
    order, buyer, time = (double_quoted(names[column]) for column in ("order_id", "customer_id", "ordered_at"))
    is_sale = f"not starts_with(coalesce({clean(names['quantity'])}, ''), '-')" if "quantity" in names else "true"
    several, one, far, other, orders = first_row(
        connection,
        source,
        f"""
        with raw as (
            select distinct {order} as one, {buyer} as other, {time} as told, {is_sale} as is_sale from {{rows}}
        ),
        cells as (
            select {identifier("one")} as id, {known_identifier("other")} as who, {clean("told")} as c, is_sale
            from raw
        ),
        times as (select id, who, case when is_sale then {time_of(table, "c", settings)} end as sold_at from cells),
        orders as (
            select
                id, count(distinct who) > 1 as has_several,
                max(sold_at) - min(sold_at) > interval {ORDER_DAYS} days as is_long
            from times where id is not null
            group by id
        )
        select
            count(*) filter (has_several), min(id) filter (has_several),
            count(*) filter (is_long and not has_several), min(id) filter (is_long and not has_several), count(*)
        from orders
        """,  # noqa: S608  names are quoted
    )
    remedy = "if the numbers begin anew in each store or year, put that before them"
    if several:
        message = (
            f"{counted(several, orders)} orders name two customers or more, such as '{shown(one)}': all their rows are "
            f"quarantined; {remedy}; if a customer's number changed, give the same one in all rows; {HELP}"
        )
        yield Finding(WARNING, "several_customers", message, "customer_id")
    if far:
        fate = "each counts as one order of its first day" if table.name == STRICT else "one row of each is kept"
        message = (
            f"{counted(far, orders)} orders have sales more than {ORDER_DAYS} days apart, such as '{shown(other)}': "
            f"{fate}; {remedy}; {HELP}"
        )
        yield Finding(WARNING, "number_used_again", message, "order_id")


def totals(connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """Rows that add up the others: with a day they count as orders. Without one they are quarantined.

    They are told by their number or customer, or by an amount that is that of all other rows together.
    """
    amount = (
        rendered("to_amount", rendered("plain_text", f"cast({double_quoted(names['order_amount'])} as varchar)"))
        if "order_amount" in names
        else "null"
    )
    who = clean(names["customer_id"]) if "customer_id" in names else "null"
    n, example, rows, one, largest, rest = first_row(
        connection,
        source,
        f"""
        with cells as (
            select
                {clean(names["order_id"])} as c, {clean(names["ordered_at"])} as told, {who} as who, {amount} as amount
            from {{rows}}
        ),
        sums as (
            select
                *, case
                    when told is null then null
                    when regexp_matches(lower(c), '{TOTALS}') then c
                    when regexp_matches(lower(who), '{TOTAL_BUYERS}') then who
                end as sum_name
            from cells
        ),
        counted as (
            select
                count(sum_name) as n, min(sum_name) as example, count(*) as n_rows,
                min_by(c, (-amount, c)) filter (told is not null) as one, max(amount) filter (told is not null) as most,
                sum(amount) filter (told is not null) as total
            from sums
        )
        select n, example, n_rows, one, most, total - most from counted
        """,  # noqa: S608  names are quoted
    )
    if n:
        message = (
            f"{counted(n, rows)} rows have '{shown(example)}' as their number or customer: if they add up the "
            "others, they count as orders beside them; take them out"
        )
        yield Finding(WARNING, "totals", message, "order_id")
    elif largest and rows >= FEWEST_SUMMED and abs(largest - rest) <= CENT * (1 + rows // ROUNDED_ROWS):
        message = (
            f"the row of '{shown(one)}' has the amount of all others together, {largest.normalize():f}: if it adds "
            "them up, it counts as an order beside them; take it out"
        )
        yield Finding(WARNING, "totals", message, "order_amount")


def no_lines(connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]) -> Iterator[Finding]:
    """Prices below 0 and quantities of 0: such a line is set aside."""
    below, example, none, rows = first_row(
        connection,
        source,
        f"""
        with cells as (select {clean(names["unit_price"])} as c, {clean(names["quantity"])} as q from {{rows}}),
        typed as (select c, {forms.typed("c", NUMBER)} as price, {forms.typed("q", NUMBER)} as quantity from cells)
        select
            count(*) filter (price < 0), min(c) filter (price < 0), count(*) filter (quantity = 0), count(*)
        from typed
        """,  # noqa: S608  names are quoted
    )
    if below:
        message = (
            f"{counted(below, rows)} prices lie below 0, such as '{shown(example)}': these rows are quarantined; move "
            "the minus sign of what is given back to the quantity"
        )
        yield Finding(level(below, rows), "negative_price", message, "unit_price")
    if none:
        message = (
            f"{counted(none, rows)} quantities are 0: these rows are quarantined; a line that has an amount alone has "
            "quantity 1 and the amount as unit_price"
        )
        yield Finding(level(none, rows), "zero_quantity", message, "quantity")


def level(n: int, rows: int) -> str:
    """A note of few rows, which are adjustments that a large system writes."""
    return WARNING if 100 * n >= LEAST_PERCENT * rows else NOTE
