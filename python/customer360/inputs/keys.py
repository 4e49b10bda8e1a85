"""Keys that do not meet: rows that refer to a row of another declared input which is not there."""

from __future__ import annotations

from pathlib import Path

from customer360.inputs.declarations import is_file
from customer360.inputs.finding import WARNING, Finding, counted, shown
from customer360.inputs.profiles import STRICT
from customer360.inputs.reading import BROKEN, ReadError, connected, read_identifier, source

#: Where a column's values should be found: the first table must be declared, further ones help where they are.
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "order_id": (("orders", "order_id"),),
    "product_id": (("products", "product_id"),),
    "campaign_id": (("campaigns", "campaign_id"),),
    "coupon_code": (("coupons", "coupon_code"),),
    "currency": (("exchange_rates", "currency"),),
    "customer_id": (("crm_customers", "crm_customer_id"), ("loyalty_members", "loyalty_member_id")),
    "login_id": (("crm_customers", "crm_customer_id"), ("loyalty_members", "loyalty_member_id")),
    "loyalty_member_id": (("loyalty_members", "loyalty_member_id"),),
    "referred_by_member_id": (("loyalty_members", "loyalty_member_id"),),
}

#: Location, and the user's column by contract column, by table.
Places = dict[str, tuple[str, dict[str, str]]]


def unmet_keys(table: str, places: Places, database: Path | None) -> list[Finding]:
    """The findings on one table's references to the other declared ones."""
    findings = []
    for column, targets in REFERENCES.items():
        known = [(name, key) for name, key in targets if name in places and key in places[name][1]]
        is_own = known and (table, column) == known[0]
        if column not in places[table][1] or not known or known[0] != targets[0] or is_own:
            continue
        finding = unmet(table, column, known, places, database)
        if finding:
            findings.append(finding)
    return findings


def unmet(
    table: str, column: str, known: list[tuple[str, str]], places: Places, database: Path | None
) -> Finding | None:
    """The finding on one reference; None where all keys meet.

    Reads the key columns of both sides alone. Both lie in files, or both in the same DuckDB file.
    """
    locations = [places[table][0], *(places[name][0] for name, _ in known)]
    uses_tables = not all(is_file(location) for location in locations)
    try:
        with connected(database if uses_tables else None) as connection:
            own = source(connection, places[table][0], "own")
            others = [source(connection, places[name][0], f"other{i}") for i, (name, _) in enumerate(known)]
            union = " union all ".join(
                f"select {read_identifier(key, places[name][1][key])} as id from {other.relation}"  # noqa: S608  names are quoted, values are parameters
                for (name, key), other in zip(known, others, strict=True)
            )
            parameters = own.parameters | {k: v for other in others for k, v in other.parameters.items()}
            row = connection.execute(
                f"""
                with ids as (select {read_identifier(column, places[table][1][column])} as id from {own.relation}),
                known as (select distinct id from ({union}) as keys where id is not null)
                select count(*), count(*) filter (known.id is null), min(ids.id) filter (known.id is null)
                from ids left join known on ids.id = known.id where ids.id is not null
                """,  # noqa: S608  names are quoted, values are parameters
                parameters,
            ).fetchone()
    except (ReadError, *BROKEN):
        # It has been read a moment ago; whatever is wrong with it is told there.
        return None
    rows, missing, example = row or (0, 0, None)
    if not missing:
        return None
    targets = " or ".join(f"{name}.{key}" for name, key in known)
    message = f"{counted(int(missing), int(rows))} values are not in {targets}, such as '{shown(example)}'"
    if "@" in str(example):
        message += "; addresses are matched by a column email alone"
        message += f", which {STRICT} has not: give orders with order_items" if table == STRICT else ""
    return Finding(WARNING, "unmet_keys", message, column)
