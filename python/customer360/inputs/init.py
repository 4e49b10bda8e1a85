"""Var `inputs` written for a user's files or tables: what was recognised, and as comments what was not."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import yaml

from customer360.contract import WAYS_IN, Contract
from customer360.inputs.declarations import (
    Declaration,
    DeclarationError,
    Declared,
    data_files,
    is_file,
    other_files,
    stem,
)
from customer360.inputs.finding import WARNING, Finding
from customer360.inputs.findings import misread
from customer360.inputs.own import is_own_table
from customer360.inputs.reading import BROKEN, ReadError, connected, first_line, source
from customer360.inputs.recognise import Recognised, folded, nearest, recognise, table_by_name
from customer360.inputs.refunds import PAYMENTS

INDENT = " " * 4

#: Parts of names that say refund, folded.
REFUND_NAMES = ("refund", "退款")

INSTRUCTION = (
    "# In dbt_project.yml, replace `inputs:` and all that is indented below it, under `vars:`, by the lines from",
    "# `inputs:` on, indented as they are here. Leave the other vars, and keep one `vars:`: of two one is lost.",
    "# Then run customer360 check in the project's folder, where relative paths begin.",
)


@dataclass
class Inputs:
    """Recognised inputs by contract table, and what was left out: a name, and why.

    `unreadable` are those of the left out that are named like a contract table: the location by table.
    """

    recognised: dict[str, Recognised] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A file or table that may be an input."""

    location: str
    name: str


def files_of(folder: Path) -> list[Candidate]:
    """The CSV and Parquet files of a folder.

    Raises:
        DeclarationError: there is no such folder.
    """
    return [Candidate(glob.escape(path.as_posix()), stem(path)) for path in data_files(folder)]


def tables_of(database: Path, schema: str | None) -> list[Candidate]:
    """The tables and views of a DuckDB file.

    Args:
        database: the file.
        schema: only this schema; by default all of them.

    Raises:
        DeclarationError: there is no such file or schema, or it cannot be read.
    """
    if not database.is_file():
        raise DeclarationError(f"There is no DuckDB file {database}.")
    try:
        with connected(database) as connection:
            rows = connection.execute(
                "select table_schema, table_name from information_schema.tables "
                "where table_catalog = current_database() and (table_schema = $schema or $schema is null) "
                "order by all",
                {"schema": schema},
            ).fetchall()
    except ReadError as error:
        raise DeclarationError(str(error)) from error
    except BROKEN as error:
        raise DeclarationError(f"The DuckDB file {database} cannot be read: {first_line(error)}") from error
    if schema is not None and not rows:
        raise DeclarationError(f"There is no table in a schema '{schema}' of {database}.")
    return [Candidate(f"{owner}.{name}", str(name)) for owner, name in rows]


def inputs_of(candidates: list[Candidate], contract: Contract, database: Path | None = None) -> Inputs:
    """Recognise every candidate; of two for one table, the one named like it, else with more columns, is kept."""
    result = Inputs()
    recognised: list[tuple[Candidate, Recognised]] = []
    own = [one for one in candidates if database is not None and is_own_table(one.location)]
    if own:
        reason = "a build of this project makes and overwrites them; raw tables must lie in another schema"
        result.left_out.append((f"{len(own)} tables such as {own[0].location}", reason))
    for one in candidates:
        if one in own:
            continue
        if database is not None and one.location.count(".") != 1:
            result.left_out.append((one.location, "a name with a dot cannot be declared"))
            continue
        try:
            with connected(database) as connection:
                found = tuple(source(connection, one.location).types)
            match = recognise(one.location, one.name, found, contract)
            told = misread(found)
            problem = told.message if match is None and told else ""
        except ReadError as error:
            match, problem = None, str(error)
        if match is not None:
            recognised.append((one, match))
            continue
        named = table_by_name(one.name, contract) if problem else None
        if named is not None:
            result.unreadable.setdefault(named.name, one.location)
        result.left_out.append((one.location, problem or unlike(found, contract)))
    for one, match in sorted(recognised, key=lambda pair: rank(pair[0], pair[1], contract)):
        kept = result.recognised.setdefault(match.table.name, match)
        if kept is not match:
            reason = f"it looks like {match.table.name}, which is {kept.location} already"
            alike = [other.location for _, other in recognised if is_alike(other, kept)]
            pattern = glob_of(alike) if database is None and is_alike(match, kept) else None
            if pattern:
                reason += f"; if these are parts of one table, declare location: {pattern}"
            result.left_out.append((one.location, reason))
    return result


def unlike(found: tuple[str, ...], contract: Contract) -> str:
    """Why a file is no input, by its columns."""
    near = nearest(found, contract)
    told = f"; nearest is {near.table.name}, for which it lacks {', '.join(near.missing)}" if near else ""
    return f"no input is like it{told}; it has: {', '.join(found)}"


def is_alike(one: Recognised, other: Recognised) -> bool:
    """Whether two files may be parts of one table."""
    return one.table.name == other.table.name and set(one.found) == set(other.found)


def glob_of(locations: list[str]) -> str | None:
    """The glob that names these files and no others of their folder, numbers as a whole; None where none does."""
    paths = sorted(path for location in locations for path in glob.glob(location))
    start = beginning(paths)
    end = beginning([path[len(start) :][::-1] for path in paths])[::-1]
    for first, last in ((start.rstrip("0123456789"), end.lstrip("0123456789")), (start, end)):
        pattern = f"{glob.escape(first)}*{glob.escape(last)}"
        if is_file(pattern) and sorted(glob.glob(pattern)) == paths:
            return pattern
    return None


def beginning(texts: list[str]) -> str:
    """The signs that texts begin with alike."""
    alike = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(sign for sign, *_ in alike)


def declared_in(folder: Path, contract: Contract) -> Declared:
    """The inputs that init would write for a folder; a file named like one is declared even where it cannot be read.

    Raises:
        DeclarationError: there is no such folder, or nothing in it is recognised.
    """
    found = inputs_of(files_of(folder), contract)
    inputs = [Declaration(name, one.location, renamed(one)) for name, one in found.recognised.items()]
    inputs += [Declaration(*one) for one in found.unreadable.items() if one[0] not in found.recognised]
    left_out = [
        *((name, reason) for name, reason in found.left_out if name not in {one.location for one in inputs}),
        *((str(path), reason) for path, reason in other_files(folder).items()),
    ]
    if not inputs:
        told = "; ".join(f"{Path(name).name}: {reason}" for name, reason in left_out) or "no CSV or Parquet file at all"
        raise DeclarationError(
            f"No file in {folder} is recognised as an input, such as orders.csv; there is: {told}. "
            f"The inputs are: {', '.join(contract)}."
        )
    order = {name: i for i, name in enumerate(contract)}
    inputs.sort(key=lambda one: order[one.table])
    return Declared(inputs, findings=[Finding(WARNING, "left_out", f"left out: {n}: {why}") for n, why in left_out])


def renamed(one: Recognised) -> dict[str, str]:
    """The columns that are called otherwise than in the contract."""
    return {column: name for column, name in one.columns.items() if column != name}


def rank(one: Candidate, match: Recognised, contract: Contract) -> tuple[bool, bool, bool, int]:
    """The better of two for one table comes first."""
    by_name = table_by_name(one.name, contract)
    is_named = by_name is not None and by_name.name == match.table.name
    return (one.name != match.table.name, not is_named, bool(match.missing), -len(match.columns))


def as_yaml(inputs: Inputs, contract: Contract, origin: str, is_database: bool = False) -> str:
    """The vars, with comments on what could not be mapped; ends with a line end."""
    lines = [f"# Written by customer360 init for {shown(origin)}.", *INSTRUCTION]
    if is_database:
        lines.append(f"# Check and build find these tables, and write beside them, by CUSTOMER360_DB={shown(origin)}.")
    lines += ["vars:", "  inputs:" if inputs.recognised else "  inputs: {}"]
    for name in contract:
        if name in inputs.recognised:
            lines += table_lines(inputs.recognised[name])
    lines += [f"{INDENT}# left out: {shown(name)}: {shown(reason)}" for name, reason in inputs.left_out]
    if set(WAYS_IN) <= set(inputs.recognised):
        lines.append(f"{INDENT}# {' and '.join(WAYS_IN)} are two ways in for orders: keep one of them")
    if not set(WAYS_IN) & set(inputs.recognised):
        lines.append(f"{INDENT}# no orders: neither {' nor '.join(WAYS_IN)} is recognised")
    return "\n".join(lines) + "\n"


def table_lines(one: Recognised) -> Iterator[str]:
    """One input: location, the columns called otherwise, and comments."""
    declared: dict[str, object] = {"location": one.location}
    if columns := renamed(one):
        declared["columns"] = columns
    text = yaml.safe_dump({one.table.name: declared}, sort_keys=False, allow_unicode=True, width=float("inf"))
    yield from (INDENT + line for line in text.splitlines())
    comments = {
        "required, but not found": one.missing,
        "not mapped": one.unmapped,
    }
    for title, names in comments.items():
        if names:
            yield f"{INDENT}  # {title}: {', '.join(shown(name) for name in names)}"
    if one.table.name == "order_lines":
        yield f"{INDENT}  # cancellation_prefix: C    if the numbers of cancelled orders begin with a prefix"
    if one.table.name == PAYMENTS and "payment_type" not in one.columns and is_named_refund(one):
        yield f"{INDENT}  # if its rows are refunds, add 'refund' as payment_type: without it only amounts below 0 are"


def is_named_refund(one: Recognised) -> bool:
    """Whether the file or table, or its key, is named after refunds."""
    names = (one.location.replace("\\", "/").rpartition("/")[2], one.columns.get("payment_id", ""))
    return any(word in folded(name) for name in names for word in REFUND_NAMES)


def shown(text: str) -> str:
    """Text that stays on one line of a comment."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
