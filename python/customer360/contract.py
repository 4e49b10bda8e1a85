"""The input contract as models/staging/_raw__sources.yml states it, and the page that people read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CONTRACT_FILE = Path("models") / "staging" / "_raw__sources.yml"

#: The checkout that this module lies in.
CHECKOUT = Path(__file__).parents[2]

#: The two ways in: one of these tables brings the orders.
WAYS_IN = ("order_lines", "orders")

#: Tables whose rows belong to the orders of the second way in.
OF_ORDERS = ("order_items", "payments_refunds")

INTRODUCTION = """\
# Inputs

What customer360 can read. This page is written by `customer360 contract > docs/inputs.md` from
`models/staging/_raw__sources.yml`; change that file, not this page.

- Orders come in by one of two ways: `order_lines`, the one-table minimum, or `orders`, best with `order_items`. Either
  fills the same marts; both at once would count orders twice, so that stops the build. Without `order_items` an order
  is one line of its amount. Every other table is optional; what its absence costs is said below.
- Say which tables you have, where they lie and what your columns are called in var `inputs`. `customer360 init` writes
  it for a folder of files or a DuckDB file; `customer360 check` compares your data with it before anything is built.
- A required column must be there, and so must its values: a row without one is quarantined, unless the column may be
  empty. An optional column may be left out; columns that are not named here are ignored.
- Types: string is any text; decimal(18, 4) a plain number, `1234.5`; bigint a whole number; date `2023-07-01`;
  timestamp `2023-07-01 14:30:00`, with an offset (`+02:00`) or in UTC; boolean `true` or `false`. `order_lines` takes
  these forms alone. The other tables are also read where people wrote `2023/7/1`, `01.07.2023`, `2023年7月1日`, a
  spreadsheet's day number, seconds or milliseconds since 1970, `£1,234.50`, `(12,5)`, `1.2k`, `yes` or `0`; `20%`
  where a column holds shares; and `01/07/2023` once var `date_order` says which part is the day.
- Amounts and prices are without sales tax or VAT, which would count as revenue; refunds as the orders they give back.
- *Known at* marks the time from which a row counts: with var `as_of`, later rows are invisible. Without it, the as-of
  day is the last day of the orders.
- *Personal* marks what names, reaches or describes a person: it ends in the schemas staging, intermediate and pii, and
  marts show it masked or not at all.
- No row is lost. A row that repeats another one is a duplicate (`duplicate_rows`). A row is quarantined
  (`quarantined_rows`, with the reason) when a required value is empty or cannot be read, or when it is known at a day
  after the as-of day or before var `company_start`. Of several rows with one key the latest version is kept, the others
  are duplicates. `row_reconciliation` counts them all.
- Some columns hold codes, whose spellings and meanings are seeds in `seeds/config`, named below; a value in none of
  them is kept, counts as said there, and stands in `unlisted_codes`. Add yours to the seed.
- Files: Parquet, or CSV in UTF-8 with a header. DuckDB finds out whether comma, semicolon, tab or bar separates the
  values; Spark takes commas, and tabs in `.tsv` files. Spreadsheets must be saved as CSV first. What else the exports
  of shops, tills and ERP systems need before they fit: [exports.md](exports.md).
"""


class ContractError(Exception):
    """The contract cannot be read; the message says why."""


@dataclass(frozen=True)
class Codes:
    """What a coded column may say: spellings of `code_list` in seed code_spellings, or `column` of `seed`, or both.

    `unlisted` says what a value counts as that neither lists.
    """

    unlisted: str
    code_list: str = ""
    seed: str = ""
    column: str = ""


@dataclass(frozen=True)
class Column:
    """One column: `type` as in SQL, `unit` and `lost_without` empty where there is none.

    `may_be_empty` says that a row without a value is still a good one, as of every optional column; `is_pii` that the
    values are personal data, which marts mask; `codes` is None where any value means itself.
    """

    name: str
    description: str
    type: str
    is_required: bool
    may_be_empty: bool
    is_known_at: bool
    is_pii: bool
    unit: str
    example: str
    lost_without: str
    codes: Codes | None


@dataclass(frozen=True)
class Table:
    """One input table; `key` identifies a row and is empty where no columns do."""

    name: str
    description: str
    key: tuple[str, ...]
    lost_without: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.is_required)

    def column(self, name: str) -> Column:
        """The column of that name, which must be one of the table's."""
        return next(column for column in self.columns if column.name == name)


Contract = dict[str, Table]


def load_contract(file: Path | None = None) -> Contract:
    """The tables by name, in the file's order.

    Args:
        file: the sources file; by default that of the dbt project in the current folder, else of this checkout.

    Raises:
        ContractError: there is no such file, or it is no contract.
    """
    path = file or of_project(CONTRACT_FILE)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        raw = next(source for source in content["sources"] if source["name"] == "raw")
        return {entry["name"]: table(entry) for entry in raw["tables"]}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, StopIteration) as error:
        raise ContractError(f"The contract {path} cannot be read: {error!r}.") from error


def of_project(file: Path) -> Path:
    """Where a file of the project lies: in the current folder's project or, outside of one, in this checkout."""
    project = Path(os.environ.get("DBT_PROJECT_DIR") or ".")
    return (project if (project / CONTRACT_FILE).exists() else CHECKOUT) / file


def table(entry: dict[str, Any]) -> Table:
    """A table as the YAML gives it."""
    meta = entry["config"]["meta"]
    return Table(
        name=entry["name"],
        description=one_line(entry["description"]),
        key=tuple(meta["key"]),
        lost_without=one_line(meta["lost_without"]),
        columns=tuple(column(one) for one in entry["columns"]),
    )


def column(entry: dict[str, Any]) -> Column:
    """A column as the YAML gives it."""
    meta = entry["config"]["meta"]
    return Column(
        name=entry["name"],
        description=one_line(entry["description"]),
        type=entry["data_type"],
        is_required=bool(meta["required"]),
        may_be_empty=not meta["required"] or bool(meta.get("may_be_empty", False)),
        is_known_at=bool(meta.get("known_at", False)),
        is_pii=bool(meta.get("pii", False)),
        unit=one_line(meta.get("unit", "")),
        example=str(meta["example"]),
        lost_without=one_line(meta.get("lost_without", "")),
        codes=codes_of(meta),
    )


def codes_of(meta: dict[str, Any]) -> Codes | None:
    """The codes of a column, from its meta."""
    if "codes" not in meta:
        return None
    given = meta["codes"]
    return Codes(meta["unlisted"], given.get("list", ""), given.get("seed", ""), given.get("column", ""))


def one_line(text: str) -> str:
    """Text of a folded block without its line ends."""
    return " ".join(text.split())


def page(contract: Contract) -> str:
    """The contract as a page of Markdown, ending with a line end."""
    overview = markdown_table(
        ("table", "key", "lost without it"),
        ((f"[{one.name}](#{one.name})", code(one.key) or "none", one.lost_without) for one in contract.values()),
    )
    return "\n".join([INTRODUCTION, overview, *(section(one) for one in contract.values())]) + "\n"


def section(one: Table) -> str:
    """The part of the page on one table."""
    rows = (
        (
            f"`{column.name}`",
            need_of(column),
            column.type,
            column.unit,
            f"`{column.example}`",
            meaning(column),
        )
        for column in one.columns
    )
    need = "Needed unless the other way in is given." if one.name in WAYS_IN else "Optional."
    key = f"Key: {code(one.key)}." if one.key else "No key."
    return "\n".join(
        [
            f"\n## {one.name}\n",
            f"{one.description}\n",
            f"{need} {key} Lost without it: {one.lost_without}.\n",
            markdown_table(("column", "required", "type", "unit", "example", "meaning"), rows),
        ]
    )


def need_of(column: Column) -> str:
    """Whether a column must be there, and its values too."""
    if not column.is_required:
        return ""
    return "yes, may be empty" if column.may_be_empty else "yes"


def meaning(column: Column) -> str:
    """The description, whether the column is the known-at one or personal, and what is lost without it."""
    parts = [column.description]
    if column.is_known_at:
        parts.append("*Known at.*")
    if column.is_pii:
        parts.append("*Personal.*")
    if column.lost_without:
        parts.append(f"Lost without it: {column.lost_without}.")
    if column.codes:
        spellings = f"`code_spellings` ({column.codes.code_list})" if column.codes.code_list else ""
        seeds = " and ".join(one for one in (spellings, f"`{column.codes.seed}`" if column.codes.seed else "") if one)
        parts.append(f"Codes: seed {seeds}; any other is {column.codes.unlisted}.")
    return " ".join(parts)


def code(names: Iterable[str]) -> str:
    """Names set as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def markdown_table(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown; a bar within a cell is escaped."""
    cells = [names, tuple("---" for _ in names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)
