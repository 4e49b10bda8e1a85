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

INTRODUCTION = """\
# Inputs

What customer360 can read. This page is written by `customer360 contract > docs/inputs.md` from
`models/staging/_raw__sources.yml`; change that file, not this page.

- **So far the marts are built from `order_lines` alone.** The other tables are typed and standardised in the schema
  `staging` (`stg_…`), each raw value beside the clean one; the marts that read them come next. What is lost without a
  table is said of the finished project.
- Orders come in by one of two ways: `order_lines`, the one-table minimum, or `orders` with `order_items`. Every other
  table is optional; what its absence costs is said below.
- Say which tables you have, where they lie and what your columns are called in var `inputs`. `customer360 init` writes
  it for a folder of files or a DuckDB file; `customer360 check` compares your data with it before anything is built.
- A required column must be there; an optional one may be left out; columns that are not named here are ignored.
- Types: string is any text; decimal(18, 4) a plain number, `1234.5`; bigint a whole number; date `2023-07-01`;
  timestamp `2023-07-01 14:30:00`, with an offset (`+02:00`) or in UTC; boolean `true` or `false`.
- *Known at* marks the time from which a row counts: with var `as_of`, later rows are invisible.
"""


class ContractError(Exception):
    """The contract cannot be read; the message says why."""


@dataclass(frozen=True)
class Column:
    """One column: `type` as in SQL, `unit` and `lost_without` empty where there is none."""

    name: str
    description: str
    type: str
    is_required: bool
    is_known_at: bool
    unit: str
    example: str
    lost_without: str


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
    path = file or contract_file()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        raw = next(source for source in content["sources"] if source["name"] == "raw")
        return {entry["name"]: table(entry) for entry in raw["tables"]}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, StopIteration) as error:
        raise ContractError(f"The contract {path} cannot be read: {error!r}.") from error


def contract_file() -> Path:
    """Where the contract lies."""
    project = Path(os.environ.get("DBT_PROJECT_DIR") or ".") / CONTRACT_FILE
    return project if project.exists() else CHECKOUT / CONTRACT_FILE


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
        is_known_at=bool(meta.get("known_at", False)),
        unit=one_line(meta.get("unit", "")),
        example=str(meta["example"]),
        lost_without=one_line(meta.get("lost_without", "")),
    )


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
            "required" if column.is_required else "",
            column.type,
            column.unit,
            f"`{column.example}`",
            meaning(column),
        )
        for column in one.columns
    )
    need = "Needed unless the other way in is given." if one.name in WAYS_IN else "Optional."
    key = f"Key: {code(one.key)}." if one.key else "No key: equal lines may both count."
    return "\n".join(
        [
            f"\n## {one.name}\n",
            f"{one.description}\n",
            f"{need} {key} Lost without it: {one.lost_without}.\n",
            markdown_table(("column", "", "type", "unit", "example", "meaning"), rows),
        ]
    )


def meaning(column: Column) -> str:
    """The description, whether the column is the known-at one, and what is lost without it."""
    parts = [column.description]
    if column.is_known_at:
        parts.append("*Known at.*")
    if column.lost_without:
        parts.append(f"Lost without it: {column.lost_without}.")
    return " ".join(parts)


def code(names: Iterable[str]) -> str:
    """Names set as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def markdown_table(names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown; a bar within a cell is escaped."""
    cells = [names, tuple("---" for _ in names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)
