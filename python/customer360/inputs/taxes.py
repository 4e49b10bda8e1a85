"""Columns of taxes beside amounts that may hold them: they would count as revenue."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.finding import HELP, WARNING, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.reading import Source, first_row
from customer360.inputs.recognise import folded
from customer360.warehouses import double_quoted

#: What is read as without tax, by input.
AMOUNTS = {"orders": "order_amount", "order_lines": "unit_price", "order_items": "unit_price"}

#: How folded names of taxes begin or end, and words that are too short for that: cust is no USt.
TAXES = ("tax", "taxes", "vat", "mwst", "steuer", "tva", "税额", "税金")
WORDS = {"ust", "iva", "gst"}
#: Parts of the names of amounts without tax.
NET = ("net", "excl", "extax", "exvat", "without", "subtotal", "horstaxe", "未税", "不含税")
#: Parts of names of rates and kinds of taxes, and of amounts with them; ends of names of tax payers' numbers.
OTHERS: tuple[str, ...] = (
    "taxab",
    "taxon",
    "taxi",
    "rate",
    "percent",
    "prozent",
    "steuersatz",
    "mwstsatz",
    "number",
    "nummer",
    "code",
)
OTHERS += ("class", "exempt", "free", "gross", "brutto", "incl", "with", "ohne", "before", "after", "pretax")
ENDS = ("id", "no", "nr", "name", "type")


def tax_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str]
) -> Iterator[Finding]:
    """Columns of taxes that are not read, while nothing says that the amount beside them is without.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: the rows cannot be read.
    """
    amount = AMOUNTS.get(table.name, "")
    if amount not in names or any(word in folded(names[amount]) for word in NET):
        return
    for name in source.types:
        if name in names.values() or not is_tax(name):
            continue
        text = rendered("plain_text", f"cast({double_quoted(name)} as varchar)")
        n, example, rows = first_row(
            connection,
            source,
            f"""
            with texts as (select {text} as text from {{rows}}),
            taxes as (select text, {rendered("to_amount", "text")} as tax from texts)
            select count(*) filter (tax <> 0), min(text) filter (tax <> 0), count(*) from taxes
            """,  # noqa: S608  names are quoted
        )
        if n:
            message = (
                f"amounts are read as without tax, but column '{name}' holds some in {counted(n, rows)} rows, such as "
                f"'{shown(example)}': where it is part of '{names[amount]}', it counts as revenue; take it off; {HELP}"
            )
            yield Finding(WARNING, "tax_included", message, amount)


def is_tax(name: str) -> bool:
    """Whether a column is named like an amount of tax."""
    plain = folded(name)
    words = set(re.split(r"[\W_]+", name.casefold()))
    is_named = plain.startswith(TAXES) or plain.endswith(TAXES) or bool(words & WORDS)
    return is_named and not plain.endswith(ENDS) and not any(word in plain for word in (*OTHERS, *NET))
