"""Product codes that a build takes for tests, fees or postage, and those it takes for goods that are none: told."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from customer360.contract import Table
from customer360.inputs.codes import seed_rows
from customer360.inputs.finding import NAMED, NOTE, Finding, counted, shown
from customer360.inputs.macros import rendered
from customer360.inputs.orders import LINES, level
from customer360.inputs.reading import Parameters, Source, identifier, known_text, rows_of
from customer360.inputs.signs import number

#: The rules by the code and perhaps the name of a product, and the kinds of lines they lead to.
RULES, KINDS = "line_kind_rules", "line_kinds"

#: Fewer lines of a code that come back and are never sold may be exchanges of what was bought before the first row.
FEWEST_BACK = 3

#: Words of codes and names that are charged or given beside goods, in small letters.
NO_GOODS = (
    "shipping|postage|delivery|freight|p&p|vouchers?|coupons?|discounts?|versand(kosten|gebühr)?|lieferkosten|porto|"
    "gutscheine?|rabatte?|skonto|livraison|frais de port|remises?|bons? d.achat|envío|descuentos?|cup[oó]n(es)?"
)
#: With a word before and one after at most: longer names are of goods. Chinese has no spaces between words.
SAYS_NO_GOODS = rf"^[^\pL]*(\pL+[^\pL]+)?({NO_GOODS})([^\pL]+\pL+)?[^\pL]*$|运费|邮费|优惠券|代金券|折扣"

#: The rules as rows, and when one fits a line.
RULE_ROWS = """
    select
        unnest($priorities) as priority, unnest($prefixed) as is_prefix, unnest($codes) as rule_code,
        unnest($patterns) as pattern, unnest($kinds) as kind
"""
FITS = """
    (lines.code = rule_code or (is_prefix and starts_with(lines.code, rule_code)))
    and (pattern = '' or lines.name like pattern)
"""


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
    yield from taken_for_goods(connection, source, names, rows)


def taken_for_goods(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str], rows: int
) -> Iterator[Finding]:
    """Lines of no rule, so goods, that only come back or whose code or name says otherwise."""
    lines = unruled(connection, source, names)
    back = [(code, n) for code, n, sold, n_back, _ in lines if n_back >= FEWEST_BACK and not sold]
    if back:
        n = sum(count for _, count in back)
        message = (
            f"{counted(n, rows)} lines take back what no line sells: {listing(back)}; they count as returns of goods, "
            f"with their costs; if they are vouchers, discounts, credits or trade-ins, give their code a rule in seed "
            f"{RULES} (kind discount)"
        )
        yield Finding(level(n, rows), "never_sold", message, "product_id")
    told = {code for code, _ in back}
    named = [(code, n) for code, n, _, _, says in lines if says and code not in told]
    if named:
        n = sum(count for _, count in named)
        message = (
            f"{counted(n, rows)} lines count as goods, though their code or name says shipping, voucher or discount: "
            f"{listing(named)}; if they are no goods, give their code a rule in seed {RULES} (kind shipping, "
            "discount or gift_voucher)"
        )
        yield Finding(level(n, rows), "named_no_goods", message, "product_id")


def listing(codes: list[tuple[str, int]]) -> str:
    """The first codes with their lines, and how many more there are."""
    more = f" and {len(codes) - NAMED:,} more" if len(codes) > NAMED else ""
    return ", ".join(f"'{shown(code)}' ({n:,})" for code, n in codes[:NAMED]) + more


def unruled(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]
) -> list[tuple[str, int, int, int, bool]]:
    """Codes of lines that no rule fits, the most frequent first: lines, those sold, those taken back on an order
    whose lines come to more than 0, and whether code or name says that they are no goods.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    order = identifier(names["order_id"]) if "order_id" in names else "null"
    quantity, price = (number(names[name]) if name in names else "null" for name in ("quantity", "unit_price"))
    query = f"""
        with cells as (
            select
                {identifier(names["product_id"])} as code, {product_name(names)} as name, {order} as id,
                {quantity} as quantity, {price} as price
            from {{rows}}
        ),
        orders as (select id, sum(quantity * price) > 0 as is_sale from cells where id is not null group by id),
        lines as (
            select
                code, name, count(*) as n, count(*) filter (quantity > 0) as n_sold,
                count(*) filter (quantity < 0 and is_sale) as n_back
            from cells left join orders on cells.id = orders.id
            where code is not null
            group by code, name
        ),
        rules as ({RULE_ROWS})
        select
            code, sum(n) as n_lines, sum(n_sold), sum(n_back),
            bool_or(regexp_matches(lower(code), $says) or regexp_matches(lower(name), $says))
        from lines where not exists (select 1 from rules where {FITS})
        group by code order by n_lines desc, code
    """  # noqa: S608  names are quoted, values are parameters
    return rows_of(connection, source, query, {**rule_columns(), "says": SAYS_NO_GOODS})


def product_name(names: dict[str, str]) -> str:
    """SQL of the name of a line's product as rules compare it, empty text for none."""
    name = rendered("upper_text", known_text(names["product_name"])) if "product_name" in names else "null"
    return f"coalesce({name}, '')"


def rule_columns() -> Parameters:
    """The rules of the seed, column by column.

    Raises:
        ReadError: it cannot be read.
    """
    rules = seed_rows(RULES)
    return {
        "priorities": [int(rule["rule_priority"]) for rule in rules],
        "prefixed": [rule["match_type"] == "prefix" for rule in rules],
        "codes": [rule["product_code"] for rule in rules],
        "patterns": [rule["product_name_pattern"] for rule in rules],
        "kinds": [rule["line_kind"] for rule in rules],
    }


def by_code_alone(
    connection: duckdb.DuckDBPyConnection, source: Source, names: dict[str, str]
) -> list[tuple[str, str, int]]:
    """Codes whose first matching rule asks for no name, with the kind and their lines, the most frequent first.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    query = f"""
        with lines as (
            select {identifier(names["product_id"])} as code, {product_name(names)} as name, count(*) as n
            from {{rows}} group by all
        ),
        rules as ({RULE_ROWS}),
        matched as (
            select
                lines.code, lines.n, rules.kind, rules.pattern,
                row_number() over (partition by lines.code, lines.name order by rules.priority) as place
            from lines inner join rules on {FITS}
        )
        select code, kind, sum(n) as n from matched
        where place = 1 and pattern = '' group by code, kind order by n desc, code
    """  # noqa: S608  names are quoted, values are parameters
    return rows_of(connection, source, query, rule_columns())
