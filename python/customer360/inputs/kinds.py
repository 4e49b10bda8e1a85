"""Product codes that a build takes for tests, fees or postage: told, as goods of such a code bring no revenue."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import seed_rows
from customer360.inputs.finding import NAMED, NOTE, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.orders import LINES, level
from customer360.inputs.reading import Source, identifier, known_text, rows_of

#: The rules by the code and perhaps the name of a product, and the kinds of lines they lead to.
RULES, KINDS = "line_kind_rules", "line_kinds"


def kind_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], rows: int
) -> Iterator[Finding]:
    """What is to say of lines that are no goods by the code of their product alone.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; rows: of the table.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    if table.name not in LINES or "product_id" not in names:
        return
    kinds = {row["line_kind"]: row for row in seed_rows(KINDS)}
    found = [(*line, kinds[line[1]]) for line in by_code_alone(connection, source, names)]
    no_sale = [line for line in found if line[-1]["is_revenue"] == "false"]
    no_goods = [line for line in found if line[-1]["is_revenue"] == "true" and line[-1]["is_product"] == "false"]
    for kind, told, lines in (("no_sale", "no sale", no_sale), ("no_goods", "no goods", no_goods)):
        n = sum(line[2] for line in lines)
        if n:
            named = ", ".join(f"'{shown(code)}' ({count:,}, {of})" for code, of, count, _ in lines[:NAMED])
            more = f" and {len(lines) - NAMED:,} more" if len(lines) > NAMED else ""
            message = (
                f"{counted(n, rows)} lines count as {told} by the code of their product alone: {named}{more}; if these "
                f"are goods, take their rule out of seed {RULES}, or let it ask for the name"
            )
            yield Finding(level(n, rows) if kind == "no_sale" else NOTE, kind, message, "product_id")


def by_code_alone(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]
) -> list[tuple[str, str, int]]:
    """Codes whose first matching rule asks for no name, with the kind and their lines, the most frequent first.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    name = rendered("upper_text", known_text(names["product_name"])) if "product_name" in names else "null"
    query = f"""
        with lines as (
            select {identifier(names["product_id"])} as code, coalesce({name}, '') as name, count(*) as n
            from {{rows}} group by all
        ),
        rules as (
            select
                unnest($priorities) as priority, unnest($prefixed) as is_prefix, unnest($codes) as rule_code,
                unnest($patterns) as pattern, unnest($kinds) as kind
        ),
        matched as (
            select
                lines.code, lines.n, rules.kind, rules.pattern,
                row_number() over (partition by lines.code, lines.name order by rules.priority) as place
            from lines
            inner join rules
                on (lines.code = rule_code or (is_prefix and starts_with(lines.code, rule_code)))
                and (pattern = '' or lines.name like pattern)
        )
        select code, kind, sum(n) as n from matched
        where place = 1 and pattern = '' group by code, kind order by n desc, code
    """  # noqa: S608  names are quoted, values are parameters
    rules = seed_rows(RULES)
    return rows_of(
        connection,
        source,
        query,
        {
            "priorities": [int(rule["rule_priority"]) for rule in rules],
            "prefixed": [rule["match_type"] == "prefix" for rule in rules],
            "codes": [rule["product_code"] for rule in rules],
            "patterns": [rule["product_name_pattern"] for rule in rules],
            "kinds": [rule["line_kind"] for rule in rules],
        },
    )
