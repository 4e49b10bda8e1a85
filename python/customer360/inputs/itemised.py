"""Totals of orders that their lines contradict in one way throughout: told, as the difference would be made a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from customer360.inputs.declarations import is_file
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.keys import Places
from customer360.inputs.macros import rendered
from customer360.inputs.reading import ReadError, connected, first_row, identifier, source
from customer360.warehouses import double_quoted

ORDERS, ITEMS = "orders", "order_items"

#: From so many orders on, and such a share of them, it is no chance: equal sums are rarer by chance than one rate.
FEWEST, EQUAL_SHARE, RATE_SHARE = 20, 0.2, 0.5
#: What rounding leaves of a line and of the total, and how far shares of one rate lie apart; nearer to 1 it is no rate.
ROUNDING, SPREAD, LEAST = 0.005, 0.002, 0.01


def itemised_findings(table: str, places: Places, database: Path | None) -> list[Finding]:
    """What is to say of totals beside their lines.

    Orders with a discount of their own are passed over, as it explains the difference, and so are those with values
    that are not read.

    Args:
        table: the one looked at, by its name; places: location, and the user's column by contract column, by table.
        database: the DuckDB file that tables are in.
    """
    orders, items = (places.get(name, ("", {})) for name in (ORDERS, ITEMS))
    if table != ORDERS or not {"order_id", "order_amount"} <= set(orders[1]):
        return []
    if not {"order_id", "order_item_id", "quantity", "unit_price"} <= set(items[1]):
        return []
    uses_tables = not is_file(orders[0]) or not is_file(items[0])
    try:
        with connected(database if uses_tables else None) as connection:
            lines = source(connection, items[0], "items")
            query = compared(orders[1], items[1], lines.relation)
            found = first_row(connection, source(connection, orders[0]), query, lines.parameters)
    except ReadError:
        # It has been read a moment ago; whatever is wrong with it is told there.
        return []
    return list(told(*found))


def told(n: int, n_shipped: int, n_without: int, example: object, *shares: Any) -> Iterator[Finding]:
    """The finding on shipping that the totals leave out, else on totals that are one share of their lines.

    Args:
        n: orders that are compared; n_shipped: of these with shipping; n_without: of these such whose total is that of
            the lines; example: one of them.
        shares: of the lines, then of the lines with the shipping: orders of one share, the share, one of them with its
            total and what it is compared with.
    """
    if n_shipped >= FEWEST and n_without >= EQUAL_SHARE * n_shipped:
        message = (
            f"{counted(n_without, n_shipped)} orders with shipping have an order_amount that is the sum of their "
            f"lines, such as '{shown(example)}': it is read as holding the shipping, so that as much counts as taken "
            f"off the goods; add the shipping to it or, where a line is the shipping, leave shipping_amount out; {HELP}"
        )
        yield Finding(WARNING, "shipping_beside_total", message, "order_amount")
        return
    # Of two equal counts, where there is no shipping, the first one.
    of_lines, of_all = (shares[:5], "lines"), (shares[5:], "lines and shipping")
    (hits, share, one, amount, beside), what = max(of_lines, of_all, key=lambda found: found[0][0])
    if n >= FEWEST and hits >= RATE_SHARE * n and abs(share - 1) >= LEAST:
        message = (
            f"{counted(hits, n)} orders come to {share:.2f} times their {what}, such as '{shown(one)}', {amount:,.2f} "
            f"beside {beside:,.2f}: if one side alone holds the tax, take it off; what the total lacks counts as "
            f"taken off the goods, what it has beyond them as sales of no product; {HELP}"
        )
        yield Finding(WARNING, "share_of_lines", message, "order_amount")


def compared(orders: dict[str, str], items: dict[str, str], lines: str) -> str:
    """SQL of the numbers that `told` takes, of orders in {rows}."""
    amount, shipping = (number(orders, column) for column in ("order_amount", "shipping_amount"))
    quantity, price, less = (number(items, column) for column in ("quantity", "unit_price", "discount_amount"))
    return f"""
        with order_rows as (
            select distinct
                {identifier(orders["order_id"])} as id, {amount} as amount, coalesce({shipping}, 0) as shipping,
                coalesce({number(orders, "discount_amount")}, 0) as discount
            from {{rows}}
        ),
        documents as (
            select id, min(amount) as amount, min(shipping) as shipping from order_rows
            group by id having count(*) = 1 and min(amount) > 0 and min(abs(discount)) = 0
        ),
        item_rows as (
            select distinct
                {identifier(items["order_id"])} as id, {identifier(items["order_item_id"])} as item,
                {quantity} as quantity, {price} as price, abs(coalesce({less}, 0)) as discount
            from {lines}
        ),
        goods as (
            select id, count(*) as n_lines, sum(quantity * price - sign(quantity) * discount) as goods from item_rows
            group by id having goods > 0 and count(quantity * price) = n_lines
        ),
        sides as (
            select
                *, shipping > 0 and abs(amount - goods) <= {ROUNDING} * (n_lines + 1) as is_without,
                (amount - shipping) / goods as share, amount / (goods + shipping) as share_of_all
            from documents inner join goods using (id)
            where goods + shipping > 0
        ),
        medians as (select median(share) as of_goods, median(share_of_all) as of_all from sides),
        judged as (
            select
                *, abs(share - of_goods) <= {SPREAD} + {ROUNDING} * (n_lines + 1) / goods as is_of_goods,
                abs(share_of_all - of_all) <= {SPREAD} + {ROUNDING} * (n_lines + 1) / (goods + shipping) as is_of_all
            from sides cross join medians
        )
        select
            count(*), count(*) filter (shipping > 0), count(*) filter (is_without), min(id) filter (is_without),
            count(*) filter (is_of_goods), min(of_goods), min(id) filter (is_of_goods),
            arg_min(amount - shipping, id) filter (is_of_goods), arg_min(goods, id) filter (is_of_goods),
            count(*) filter (is_of_all), min(of_all), min(id) filter (is_of_all),
            arg_min(amount, id) filter (is_of_all), arg_min(goods + shipping, id) filter (is_of_all)
        from judged
    """  # noqa: S608  names are quoted


def number(names: dict[str, str], column: str) -> str:
    """SQL of a column's number as a build reads it, NULL for none or no such column."""
    if column not in names:
        return "cast(null as double)"
    text = rendered("plain_text", f"cast({double_quoted(names[column])} as varchar)")
    return f"cast({rendered('to_amount', text)} as double)"
