"""Input files and tables as DuckDB reads them, with the options of macro input_relation."""

from __future__ import annotations

import glob
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from customer360.inputs.declarations import is_file, no_file
from customer360.inputs.macros import rendered
from customer360.inputs.quotes import unclosed_quote
from customer360.warehouses import double_quoted

#: As in macro input_relation.
CSV_OPTIONS = (
    "all_varchar = true, header = true, null_padding = true, union_by_name = true, hive_partitioning = false, "
    "quote = '\"', escape = '\"', comment = '', parallel = false"
)

#: Of them, those that a single file takes.
ONE_CSV_OPTIONS = ", ".join(one for one in CSV_OPTIONS.split(", ") if not one.startswith(("union", "hive")))

#: How DuckDB names what no name of the header stands above.
UNNAMED = re.compile("column[0-9]+")

#: What reading may take; beyond it DuckDB writes to a temporary folder.
MEMORY = "1GB"

#: White space that macro clean_text folds.
SPACE = r"[[:space:]\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]+"
#: Words that only say that nothing is known, as macro known_text has them.
NOTHING = r"^(NULL|null|#?N/A|n/a|--?|[?]|\\N)$"

#: The columns that staging reads by macro known_id: numbers of persons, cards, devices, coupons and campaigns.
KNOWN_IDS = (
    "customer_id",
    "crm_customer_id",
    "loyalty_member_id",
    "referred_by_member_id",
    "login_id",
    "anonymous_id",
    "coupon_code",
    "campaign_id",
)

#: How files begin that are renamed rather than saved as CSV.
OTHER_CONTENTS = {
    b"pk\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet",
    b"<!": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "XML",
}

#: What quotes are in CSV.
QUOTES = "a quote in a text between quotes is doubled, and no other text begins with one"

Parameters = dict[str, object]

#: What reading a broken file may raise: DuckDB's own errors, names that are no UTF-8, and what its C++ throws.
BROKEN = (duckdb.Error, UnicodeError, RuntimeError, OSError)


class ReadError(Exception):
    """A location cannot be read; the message says why and what to do."""


class NotFoundError(ReadError):
    """Nothing lies at the location."""


@dataclass(frozen=True)
class Source:
    """What stands behind `from` for a location, the values bound in it, and type by column name."""

    relation: str
    parameters: Parameters = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


@contextmanager
def connected(database: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own, for reading: of the DuckDB file where it exists, else of memory.

    Raises:
        ReadError: the DuckDB file cannot be opened.
    """
    exists = database is not None and database.exists()
    with tempfile.TemporaryDirectory(prefix="customer360_") as folder:
        try:
            connection = duckdb.connect(
                str(database) if exists else ":memory:",
                read_only=exists,
                config={"memory_limit": MEMORY, "temp_directory": folder, "preserve_insertion_order": False},
            )
            connection.execute("set TimeZone = 'UTC'")
        except BROKEN as error:
            raise ReadError(f"The DuckDB file {database} cannot be opened: {first_line(error)}") from error
        with connection:
            yield connection


def source(connection: duckdb.DuckDBPyConnection, location: str, parameter: str = "path") -> Source:
    """A location with its columns, nothing else read yet.

    Raises:
        NotFoundError: nothing lies there.
        ReadError: it cannot be read.
    """
    if is_file(location):
        reason = unusable(location)
        if reason:
            raise reason
        reader = f"read_parquet(${parameter}, union_by_name = true, hive_partitioning = false, binary_as_string = true)"
        if not location.lower().endswith(".parquet"):
            reader = f"read_csv(${parameter}, {CSV_OPTIONS})"
        found = Source(reader, {parameter: location})
    else:
        found = Source(".".join(double_quoted(part) for part in location.split(".")))
    try:
        description = connection.execute(f"select * from {found.relation} limit 0", found.parameters).description  # noqa: S608  quoted
    except BROKEN as error:
        other = None if is_file(location) else no_file(location)
        if other is not None:
            raise ReadError(other) from error
        if isinstance(error, duckdb.CatalogException):
            raise NotFoundError(f"there is no table {location} in the DuckDB file") from error
        raise ReadError(explained(error)) from error
    return Source(found.relation, found.parameters, {str(name): str(kind) for name, kind, *_ in description or []})


def first_row(
    connection: duckdb.DuckDBPyConnection, source: Source, query: str, parameters: Parameters | None = None
) -> tuple[Any, ...]:
    """The one row of a query over {rows}.

    Raises:
        ReadError: the rows cannot be read.
    """
    return rows_of(connection, source, query, parameters)[0]


def rows_of(
    connection: duckdb.DuckDBPyConnection, source: Source, query: str, parameters: Parameters | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a query over {rows}, which stands for those of the source.

    Raises:
        ReadError: the rows cannot be read.
    """
    try:
        return connection.execute(
            query.replace("{rows}", source.relation), source.parameters | (parameters or {})
        ).fetchall()
    except BROKEN as error:
        raise ReadError(explained(error)) from error


def other_content(path: str) -> str | None:
    """What a file holds that is called CSV or Parquet, and is neither, by its first bytes; None for anything else."""
    with open(path, "rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \r\n").lower()
    return next((told for mark, told in OTHER_CONTENTS.items() if start.startswith(mark)), None)


def unusable(location: str) -> ReadError | None:
    """Why files cannot be read, as far as can be seen from outside; None when they can."""
    try:
        paths = paths_of(location)
        empty = [path for path in paths if os.path.getsize(path) == 0]
    except (OSError, ValueError) as error:
        return ReadError(f"it cannot be opened: {error}")
    if not paths:
        return NotFoundError(f"there is no file {os.path.abspath(os.path.expanduser(location))}")
    if any(os.path.isdir(path) for path in paths):
        return ReadError(f"it is a folder, not a file: name its files, as in {os.path.join(location, '*.csv')}")
    if empty:
        return ReadError(f"{empty[0]} is empty: not even a header")
    locked = next((path for path in paths if not os.access(path, os.R_OK)), None)
    if locked:
        return ReadError(f"you may not read {locked}: ask its owner for the permission")
    told = next((f"{path} is {other}" for path in paths if (other := other_content(path))), None)
    return ReadError(f"{told}, whatever its name: save the sheet as CSV (UTF-8)") if told else None


def paths_of(location: str) -> list[str]:
    """The files of a location, by name."""
    location = os.path.expanduser(location)
    return sorted(glob.glob(location, recursive=True)) or ([location] if os.path.exists(location) else [])


def require_closed_quotes(connection: duckdb.DuckDBPyConnection, location: str, stated: str | None = None) -> None:
    """Look for quotes that are never closed in the CSV files of a location.

    Args:
        connection: open for reading; location: the files.
        stated: what separates the values; by default what DuckDB sees.

    Raises:
        ReadError: there is one, and reading would lose the lines after it.
    """
    if not is_file(location) or location.lower().endswith(".parquet"):
        return
    for path in filter(os.path.isfile, paths_of(location)):
        sign = stated or separator(connection, glob.escape(path))
        try:
            found = sign and unclosed_quote(Path(path), sign)
        except (OSError, EOFError) as error:
            raise ReadError(f"it cannot be opened: {error}") from error
        if found:
            raise ReadError(
                f"a quote is opened in line {found.line} of {path} and never closed, so that the {found.lost:,} lines "
                f"after it would be lost: {QUOTES}"
            )


def separator(connection: duckdb.DuckDBPyConnection, location: str) -> str | None:
    """What separates the values of a CSV location's first file; None where that is not to be told, or it is no CSV."""
    row = of_first_csv(connection, location, f"select delimiter from sniff_csv($path, {ONE_CSV_OPTIONS})")  # noqa: S608  constants
    return str(row[0]) if row else None


def header(connection: duckdb.DuckDBPyConnection, location: str) -> list[str]:
    """The names in a CSV location's first file, as they are written; empty where they are not to be told."""
    options = ONE_CSV_OPTIONS.replace("header = true", "header = false")
    row = of_first_csv(connection, location, f"select * from read_csv($path, {options}) limit 1")  # noqa: S608  constants
    return [str(name) for name in row or () if name is not None]


def of_first_csv(connection: duckdb.DuckDBPyConnection, location: str, query: str) -> tuple[Any, ...] | None:
    """The first row of a query of $path, a CSV location's first file; None where there is none."""
    if not is_file(location) or location.lower().endswith(".parquet"):
        return None
    try:
        row: tuple[Any, ...] | None = connection.execute(query, {"path": glob.escape(paths_of(location)[0])}).fetchone()
    except (*BROKEN, IndexError):
        return None
    return row


def explained(error: Exception) -> str:
    """A read error in one sentence, with what to do where that is known."""
    text = str(error)
    line = text.partition("CSV Error on Line: ")[2].split("\n")[0]
    file = text.partition("\n  file = ")[2].split("\n")[0].strip()
    where = f" (line {line}{f' of {file}' if file else ''})" if line.isdecimal() else ""
    columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text)
    if columns:
        return (
            f"a line{where} has {columns[2]} values, the header {columns[1]}: a text with a separator in it stands "
            "between quotes, and a quote in such a text is doubled"
        )
    if "unterminated quote" in text:
        return f"a text that begins with a quote{where} does not end with one: {QUOTES}"
    if "not utf-8" in text or "Invalid unicode" in text or isinstance(error, UnicodeError):
        remedy = "`iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv`"
        others = "from Western Europe; GB18030 if it is Chinese, UTF-16 if Excel wrote Unicode text"
        return f"it is not UTF-8 text{where}: convert it, as in {remedy} if it is {others}"
    if mixed_ends(text):
        return "its lines end in two ways, Windows' and Unix': make them one with `sed 's/\\r$//' old.csv > new.csv`"
    if "sniffing" in text:
        return "no CSV can be recognised in it: is it a spreadsheet, a picture or a damaged file?"
    return f"it is damaged or of another kind ({first_line(error)})"


def mixed_ends(error: str) -> bool:
    """Whether the file that an error of reading CSV names is a text whose lines end in two ways."""
    named = re.search(r'sniffing file "([^"]+)"|invalid state(?s:.*?)\n  file = ([^\n]+)', error)
    if named is None:
        return False
    try:
        with Path(named[1] or named[2]).open("rb") as file:
            ends = {(line.endswith(b"\r\n"), b"\x00" in line) for line in file if line.endswith(b"\n")}
    except OSError:
        return False
    return ends == {(True, False), (False, False)}


def first_line(error: Exception) -> str:
    """The first line of a message, without what comes after a line end."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def clean(name: str) -> str:
    """A column as text, cleaned as macro clean_text does; empty text is NULL."""
    return f"nullif(trim(regexp_replace(cast({double_quoted(name)} as varchar), '{SPACE}', ' ', 'g')), '')"


def known_text(name: str) -> str:
    """A column as text, as macro known_text gives it."""
    return f"nullif(regexp_replace({clean(name)}, '{NOTHING}', ''), '')"


def identifier(name: str) -> str:
    """A column as an identifier, as macro plain_id gives it."""
    return f"upper(regexp_replace({known_text(name)}, '^([0-9]+)[.]0+$', '\\1'))"


def known_identifier(name: str) -> str:
    """A column as the number of a person, card, device, coupon or campaign, by macro known_id itself."""
    return rendered("known_id", rendered("plain_text", f"cast({double_quoted(name)} as varchar)"))


def read_identifier(column: str, name: str) -> str:
    """A column of the user as a build reads the column of the contract, of those that hold numbers."""
    return known_identifier(name) if column in KNOWN_IDS else identifier(name)
