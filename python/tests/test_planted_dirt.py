"""All dirt that the simulator plants is put right or set aside by the right rule, and clean rows stay as they are.

A raw row is found again among the judged rows by its content; what it became is read from the tables that users see.
What is right is said here by kind of dirt, independently of the models: clean text is typed by DuckDB's own casts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from companies import TABLES, company, declared
from customer360.simulator.contract import COLUMNS
from customer360.simulator.dirt import KINDS, MATCHED
from warehouse import Build, build

PEOPLE = 3_000
SEEDS = (70_207, 818_191)
LEAST_RIGHT_SHARE = 0.995
LEAST_RIGHT_SHARE_OF_A_KIND = 0.9
MOST_TOUCHED_SHARE = 0.001
MARTS = ("quarantined_rows", "duplicate_rows", "corrections", "orders", "order_items")

#: Where a contract's column stands once typed, if not under its own name.
TYPED_NAMES = {"country": "country_code"}
#: Columns of codes, which are upper case once typed.
CODES = {"coupon_code"}
#: Words of other systems whose case means nothing.
LOWER_CASE = {"utm_campaign"}

#: The rules by which a row with this kind of dirt is to be quarantined.
QUARANTINED_BY = {
    "impossible_date": "untypable_date",
    "future_date": "future_date",
    "ancient_date": "before_company",
    "untypable": "untypable_number",
    "missing_key": "missing_key",
    "orphan_key": "unknown_order",
}
#: The rules by which a cell with this kind of dirt is to be corrected to NULL.
EMPTIED_BY = {
    "placeholder_email": ("placeholder_value",),
    "placeholder_phone": ("placeholder_value",),
    "null_text": (),
    "unknown_gender": (),
}
#: A birth date is not required, so that an impossible one costs the cell and not the row.
BIRTH_DATE_EMPTIED_BY = ("untypable_value", "implausible_birth_date", "placeholder_value")
UNTOUCHED = {kind for kind, is_what in KINDS.items() if is_what.fate == MATCHED} - set(EMPTIED_BY)

IS_KEPT = "(row_outcome = 'kept' or is_doomed)"
#: What is right for the other kinds, in SQL over the row; {typed} and {clean} are typed values, {dirty} is text.
RIGHT = {
    "exact_duplicate": "duplicate_rule = 'exact_repeat'",
    "superseded_version": "duplicate_rule = 'superseded_version'",
    "out_of_order": f"{IS_KEPT} and coalesce({{typed}} = try_cast({{raw}} as timestamp), true)",
    "late_row": f"{IS_KEPT} and {{typed}} = cast(dirty_value as timestamp) and dated = cast({{typed}} as date)",
    "domain_typo": f"{IS_KEPT} and {{typed}} = {{clean}} and (is_doomed or correction_rule = 'email_domain')",
    "outlier": f"{IS_KEPT} and {{typed}} = cast(dirty_value as decimal(18, 4)) and (is_doomed or is_outlier)",
    "refund_as_sale": f"{IS_KEPT} and (is_doomed or is_known_refund)",
}
CORRECTED = f"{IS_KEPT} and {{typed}} is not distinct from {{clean}}"
#: What only the person tells: the text as it is, but for what would be wrong with anyone's.
LEFT_ALONE = f"{IS_KEPT} and {{typed}} is not distinct from dirty_value"
#: The time of rows that stand out of order in the file.
TIMES = {"orders": "ordered_at", "payments_refunds": "paid_at"}


class Verdict(NamedTuple):
    """How many cells or rows with a kind of dirt there are in a column, and how many of them ended right."""

    table: str
    column: str | None
    kind: str
    n_planted: int
    n_right: int


class Company(NamedTuple):
    """A simulated company that was built, its raw rows beside what they became, as tables seen_<input>."""

    connection: duckdb.DuckDBPyConnection
    raw: Path


@pytest.fixture(scope="module", params=SEEDS)
def dirty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp(f"dirty_{request.param}")
    raw = company(PEOPLE, request.param, folder / "raw")
    only = ["--resource-type", "model", "--resource-type", "seed", "-s", *(f"+{mart}" for mart in MARTS)]
    done = build(folder / "c360.duckdb", declared(raw), arguments=only)
    assert done.success, done.messages
    with duckdb.connect() as connection:
        attach(connection, done, raw)
        yield Company(connection, raw)


def attach(connection: duckdb.DuckDBPyConnection, done: Build, raw: Path) -> None:
    """Put raw rows and what they became side by side, input by input."""
    connection.execute(f"attach '{done.database}' as built (read_only)")
    connection.execute(f"create table dirt as from read_parquet('{raw}/truth/truth_dirt.parquet')")
    for table in TABLES:
        connection.execute(f"create table seen_{table} as {seen_rows(table, raw)}")


def seen_rows(table: str, raw: Path) -> str:
    """Query of the raw rows of an input, each with its number, beside what it became; repeats are taken in turn."""
    content = ", ".join(f"nullif({column}, '')" for column in COLUMNS[table])
    judged_content = ", ".join(f"raw_{column}" for column in COLUMNS[table])
    return f"""
        with raw as (
            select
                file_row_number + 1 as row_number,
                [{content}] as content,
                row_number() over (partition by [{content}] order by file_row_number) as copy
            from read_parquet('{raw}/{table}.parquet', file_row_number = true)
        ),
        judged as (
            select
                *,
                [{judged_content}] as content,
                row_number() over (partition by [{judged_content}] order by repeat_number) as copy
            from built.intermediate.int_{table}_judged
        )
        select
            raw.row_number,
            judged.* exclude (content, copy, row_outcome, quarantine_rule, duplicate_rule),
            case
                when quarantined.row_id is not null then 'quarantined'
                when duplicates.row_id is not null then 'duplicate'
                when judged.row_outcome = 'kept' then 'kept'
                else 'lost'
            end as row_outcome,
            quarantined.quarantine_rule,
            duplicates.duplicate_rule
        from raw
        left join judged on raw.content = judged.content and raw.copy = judged.copy
        left join built.main.quarantined_rows as quarantined
            on
                quarantined.source_name = '{table}' and quarantined.row_id = judged.row_hash
                and judged.row_outcome = 'quarantined'
        left join built.main.duplicate_rows as duplicates
            on
                duplicates.source_name = '{table}' and duplicates.row_id = judged.row_hash
                and duplicates.repeat_number = judged.repeat_number and judged.row_outcome = 'duplicate'
    """


def typed_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, tuple[str, str]]:
    """Name and type of the typed column, by the contract's column."""
    types = dict(connection.execute(f"select column_name, column_type from (describe seen_{table})").fetchall())
    names = {column: TYPED_NAMES.get(column, column) for column in COLUMNS[table]}
    return {column: (name, types[name]) for column, name in names.items()}


def typed_text(text: str, column: str, sql_type: str) -> str:
    """Clean text of a column as its value, in SQL: ids in upper case, other text as it is."""
    if column in LOWER_CASE:
        return f"lower({text})"
    if sql_type == "VARCHAR":
        return f"upper({text})" if column.endswith("_id") or column in CODES else text
    return f"try_cast({text} as {sql_type})"


def is_right(table: str, column: str | None, kind: str, typed: tuple[str, str]) -> str:
    """Condition of a cell or row with a kind of dirt having ended right."""
    name, sql_type = typed
    if column == "birth_date" and kind in QUARANTINED_BY:
        return f"{IS_KEPT} and seen.{name} is null and (is_doomed or correction_rule in {BIRTH_DATE_EMPTIED_BY})"
    if kind in QUARANTINED_BY:
        return f"quarantine_rule = '{QUARANTINED_BY[kind]}'"
    if kind in EMPTIED_BY:
        rules = "".join(f" and (is_doomed or correction_rule = '{rule}')" for rule in EMPTIED_BY[kind])
        return f"{IS_KEPT} and seen.{name} is null{rules}"
    condition = LEFT_ALONE if kind in UNTOUCHED else RIGHT.get(kind, CORRECTED)
    clean = typed_text("clean_value", column or "", sql_type)
    return condition.format(typed=f"seen.{name}", clean=clean, raw=f"seen.raw_{name}")


def verdicts(connection: duckdb.DuckDBPyConnection, table: str) -> list[Verdict]:
    """All dirt of one input, by column and kind."""
    typed = typed_columns(connection, table)
    spots = connection.execute(
        f"select distinct column_name, dirt_kind from dirt where table_name = '{table}' order by all"
    ).fetchall()
    doomed = [*QUARANTINED_BY, "exact_duplicate", "superseded_version"]
    found = []
    for column, kind in spots:
        condition = is_right(table, column, kind, typed[column or TIMES.get(table, COLUMNS[table][0])])
        counts = connection.execute(f"""
            with doomed as (
                select distinct row_number from dirt
                where
                    table_name = '{table}' and dirt_kind in {tuple(doomed)}
                    and column_name is distinct from 'birth_date'
            ),
            corrections as (
                select * from built.main.corrections
                where source_name = '{table}' and column_name is not distinct from '{column or "status"}'
            ),
            {marts_of(table)}
            rows_of_kind as (
                select
                    seen.*, planted.clean_value, planted.dirty_value, corrections.correction_rule, marts.*,
                    doomed.row_number is not null as is_doomed
                from dirt as planted
                inner join seen_{table} as seen on planted.row_number = seen.row_number
                left join corrections on seen.row_hash = corrections.row_id
                left join doomed on seen.row_number = doomed.row_number
                left join marts on seen.{COLUMNS[table][0]} = marts.mart_key
                where
                    planted.table_name = '{table}' and planted.dirt_kind = '{kind}'
                    and planted.column_name is not distinct from {f"'{column}'" if column else "null"}
            )
            select count(*), count(*) filter (where {condition}) from rows_of_kind as seen
        """).fetchall()
        found.append(Verdict(table, column, kind, *counts[0]))
    return found


def marts_of(table: str) -> str:
    """A CTE `marts` of what the marts say about the rows of an input, by its key."""
    nothing = "null as is_known_refund, null as dated, null as is_outlier"
    if table == "orders":
        return """marts as (
            select
                orders.order_id as mart_key, orders.is_cancellation and corrected.row_id is not null as is_known_refund,
                null as dated, null as is_outlier
            from built.main.orders
            inner join seen_orders on orders.order_id = seen_orders.order_id and seen_orders.row_outcome = 'kept'
            left join built.main.corrections as corrected
                on corrected.source_name = 'orders' and corrected.row_id = seen_orders.row_hash
                and corrected.correction_rule = 'refund_booked_as_sale'
        ),"""
    if table == "order_items":
        return """marts as (
            select
                split_part(order_item_id, '-', 2) as mart_key, is_refund as is_known_refund, ordered_date as dated,
                is_outlier_sigma or is_outlier_mad or is_outlier_price as is_outlier
            from built.main.order_items
        ),"""
    return f"marts as (select null as mart_key, {nothing} where false),"


def report(found: list[Verdict]) -> str:
    """What did not end right, one line each."""
    wrong = [verdict for verdict in found if verdict.n_right < verdict.n_planted]
    return "\n".join(f"{v.table}.{v.column or 'row'} {v.kind}: {v.n_right} of {v.n_planted}" for v in wrong)


def share(found: list[Verdict]) -> float:
    """Of all that was planted, the share that ended right."""
    return sum(v.n_right for v in found) / sum(v.n_planted for v in found)


def test_every_raw_row_is_found_again(dirty: Company) -> None:
    for table in TABLES:
        n_raw, n_seen, n_lost = dirty.connection.execute(f"""
            select
                (select count(*) from read_parquet('{dirty.raw}/{table}.parquet')),
                count(*),
                count(*) filter (where row_outcome = 'lost')
            from seen_{table}
        """).fetchall()[0]
        assert (n_seen, n_lost) == (n_raw, 0), table


def test_planted_dirt_is_put_right_or_set_aside_by_the_right_rule(dirty: Company) -> None:
    found = [verdict for table in TABLES for verdict in verdicts(dirty.connection, table)]
    settled = [verdict for verdict in found if verdict.kind not in UNTOUCHED]
    assert share(settled) >= LEAST_RIGHT_SHARE, report(settled)
    by_kind = {kind: [v for v in settled if v.kind == kind] for kind in {v.kind for v in settled}}
    missed = {kind for kind, of_kind in by_kind.items() if share(of_kind) < LEAST_RIGHT_SHARE_OF_A_KIND}
    assert missed == set(), report(settled)


def test_what_only_the_person_tells_is_left_alone(dirty: Company) -> None:
    found = [verdict for table in TABLES for verdict in verdicts(dirty.connection, table) if verdict.kind in UNTOUCHED]
    assert {verdict.kind for verdict in found} == UNTOUCHED
    assert share(found) >= LEAST_RIGHT_SHARE, report(found)


def test_clean_rows_stay_as_they_are(dirty: Company) -> None:
    n_rows = n_touched = 0
    lines = []
    for table in TABLES:
        differs = [
            f"{name} is distinct from {typed_text(f'raw_{column}', column, sql_type)}"
            for column, (name, sql_type) in typed_columns(dirty.connection, table).items()
        ]
        condition = " or ".join(["row_outcome <> 'kept'", *differs])
        clean, touched = dirty.connection.execute(f"""
            select count(*), count(*) filter (where {condition}) from seen_{table}
            where row_number not in (select row_number from dirt where table_name = '{table}')
        """).fetchall()[0]
        n_rows, n_touched = n_rows + clean, n_touched + touched
        lines.append(f"{table}: {touched} of {clean}")
    assert n_touched <= MOST_TOUCHED_SHARE * n_rows, "\n".join(lines)
