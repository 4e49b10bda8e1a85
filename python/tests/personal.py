"""Personal values of the inputs, and where a warehouse shows them."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator

import duckdb
from customer360.contract import load_contract
from warehouse import ROOT

#: Columns whose every value is of one person. Not among them: cities and postal codes, which many share; first and last
#: names alone, which are also words and names of salesmen; free texts and pages, which seldom name anybody.
OF_ONE_PERSON = ("full_name", "email", "phone", "birth_date", "street_address")
#: A full name in two words, an address or a date are no longer than this in words.
LONGEST = 8
#: Numbers with a fraction hold no one's name, address, phone or day of birth.
LOOKED_AT = ("VARCHAR", "DATE", "TIMESTAMP%", "%INT", "%[]", "STRUCT%", "MAP%")


def words(text: str) -> tuple[str, ...]:
    """Letters and digits in order, without signs, spaces and capitals."""
    return tuple(re.findall(r"\w+", text.casefold()))


def personal_keys(column: str, value: str) -> Iterator[str]:
    """A value in the forms in which it is looked for, and its md5; none where it could be anyone's.

    Args:
        column: one of OF_ONE_PERSON; value: as a source writes it or as it is standardised.
    """
    key, digits = " ".join(words(value)), re.sub("[^0-9]", "", value)
    is_telling = {
        "full_name": len(words(value)) > 1 or (not value.isascii() and len(value) > 1),
        "email": "@" in value,
        "phone": len(digits) >= 7,
        "birth_date": re.search(r"\D", value) is not None,
        "street_address": len(words(value)) > 1,
    }[column]
    if is_telling and len(key) >= (5 if value.isascii() else 2):
        yield key
        if column == "phone":
            yield digits
        if column in ("email", "phone"):
            yield hashlib.md5(value.encode()).hexdigest()


def personal_values(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What the inputs of a build say of persons, raw and standardised: the column by key. Placeholders are no one's."""
    with (ROOT / "seeds" / "config" / "placeholder_values.csv").open(encoding="utf-8") as file:
        nobodys = {" ".join(words(row["value"])) for row in csv.DictReader(file)}
    found = {}
    for table in load_contract().values():
        columns = [column.name for column in table.columns if column.is_pii and column.name in OF_ONE_PERSON]
        for column in columns if table.name != "order_lines" else []:
            known = f"where {column} is not null" if column == "birth_date" else ""
            judged = f"from intermediate.int_{table.name}_judged {known}"
            query = f"select cast({column} as varchar) {judged} union select raw_{column} {judged}"
            for (value,) in connection.execute(query).fetchall():
                found.update(dict.fromkeys(personal_keys(column, value or ""), column))
    return {key: column for key, column in found.items() if key not in nobodys}


def shown(texts: Iterable[str], personal: dict[str, str]) -> dict[str, str]:
    """The keys that texts hold, whole or within, each with its column."""
    found = {}
    for text in texts:
        parts = words(text)
        for start in range(len(parts)):
            for end in range(start + 1, min(len(parts), start + LONGEST) + 1):
                if (key := " ".join(parts[start:end])) in personal:
                    found[key] = personal[key]
    return found


def columns_that_show(
    connection: duckdb.DuckDBPyConnection, schemas: Iterable[str], personal: dict[str, str]
) -> dict[str, dict[str, int]]:
    """Per schema.table.column of the schemas the number of different personal values that it shows, by their column."""
    types = " or ".join(f"data_type like '{kind}'" for kind in LOOKED_AT)
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        f"where list_contains(?, table_schema) and ({types}) order by all",
        [list(schemas)],
    ).fetchall()
    counts: dict[str, dict[str, int]] = {}
    for schema, table, column in columns:
        query = f'select distinct cast("{column}" as varchar) from "{schema}"."{table}" where "{column}" is not null'
        for kind in shown((text for (text,) in connection.execute(query).fetchall()), personal).values():
            of_column = counts.setdefault(f"{schema}.{table}.{column}", {})
            of_column[kind] = of_column.get(kind, 0) + 1
    return counts
