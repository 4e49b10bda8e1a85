"""Values of coded columns that no seed lists, so that they count as less than was meant: told, and no build stops."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

from customer360.contract import Codes, Table, of_project
from customer360.inputs.finding import NAMED, WARNING, Finding, counted, shown
from customer360.inputs.reading import ReadError, Source, known_text, rows_of

SEEDS = Path("seeds") / "config"
SPELLINGS = "code_spellings"


def code_findings(
    connection: duckdb.DuckDBPyConnection, source: Source, table: Table, names: dict[str, str], rows: int
) -> Iterator[Finding]:
    """What is to say of the coded columns that are there.

    Args:
        connection: open for reading; source: where the rows are; table: the contract.
        names: the user's column by contract column, of those that are there; rows: of the table.

    Raises:
        ReadError: the rows or a seed cannot be read.
    """
    for column in table.columns:
        if column.codes and column.name in names:
            found = unlisted(connection, source, names[column.name], listed(column.codes))
            if found:
                told = ", ".join(f"'{shown(value)}' ({n:,})" for value, n in found[:NAMED])
                more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
                message = (
                    f"{counted(sum(n for _, n in found), rows)} values are listed in no seed: {told}{more}. Each "
                    f"counts as {column.codes.unlisted}: add what means something else to {home(column.codes)}"
                )
                yield Finding(WARNING, "unlisted_codes", message, column.name)


def listed(codes: Codes) -> set[str]:
    """The spellings in lower case that the seeds know.

    Raises:
        ReadError: a seed cannot be read.
    """
    known = spellings(codes.code_list) if codes.code_list else set()
    if codes.seed:
        known |= {row[codes.column].lower() for row in seed_rows(codes.seed)}
    return known


def spellings(code_list: str, codes: set[str] | None = None) -> set[str]:
    """The codes of a list and their spellings, in lower case; of some codes only where they are given.

    Raises:
        ReadError: the seed cannot be read.
    """
    rows = [row for row in seed_rows(SPELLINGS) if row["code_list"] == code_list]
    chosen = [row for row in rows if codes is None or row["code"] in codes]
    return {row[name].lower() for row in chosen for name in ("spelling", "code")}


def seed_rows(name: str) -> list[dict[str, str]]:
    """A seed of the project by its name.

    Raises:
        ReadError: it cannot be read.
    """
    path = of_project(SEEDS / f"{name}.csv")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"the seed {path} cannot be read: {error}") from error


def unlisted(
    connection: duckdb.DuckDBPyConnection, source: Source, name: str, known: set[str]
) -> list[tuple[str, int]]:
    """Values in lower case that are not known, with their rows, the most frequent first.

    Raises:
        ReadError: the rows cannot be read.
    """
    query = f"""
        with spelled as (select lower({known_text(name)}) as code_value from {{rows}})
        select code_value, count(*) as n from spelled
        where not list_contains($known, code_value)
        group by code_value order by n desc, code_value
    """  # noqa: S608  names are quoted, values are parameters
    return rows_of(connection, source, query, {"known": sorted(known)})


def home(codes: Codes) -> str:
    """Where a value is to be added."""
    spellings = f"seed {SPELLINGS} (code_list {codes.code_list})" if codes.code_list else ""
    return " or ".join(one for one in (spellings, f"seed {codes.seed}" if codes.seed else "") if one)
