"""Which contract table a file or table is, and which of its columns are which: by name, then by synonyms."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from customer360.contract import WAYS_IN, Contract, Table

#: Parts of a name that say nothing of what is in it.
AFFIXES = re.compile(
    "^(raw|stg|src|dim|fct|fact|tbl|export|seed)[_ -]+|[_ -]+(raw|export|extract|final|data|[0-9_-]+)$"
)

#: A name that says nothing is made up for by so many required columns that are all there.
TELLING = 3

#: The share of its required columns from which on a file is near a table.
NEAR = 0.5

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

Synonyms = dict[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Recognised:
    """A file or table taken for a contract table; `columns` is the user's column by contract column."""

    location: str
    table: Table
    columns: dict[str, str]
    found: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """Required columns without a user's column."""
        return [name for name in self.table.required if name not in self.columns]

    @property
    def unmapped(self) -> list[str]:
        """The user's columns that are no contract column."""
        return [name for name in self.found if name not in self.columns.values()]


def folded(name: str) -> str:
    """A name without case, width, accents and anything but letters and digits."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum())


def foldings(name: str) -> tuple[str, ...]:
    """A name folded, and as it is without umlauts where it has some: Währung is Waehrung too."""
    spelled = unicodedata.normalize("NFC", name).casefold().translate(UMLAUTS)
    return tuple(dict.fromkeys((folded(name), folded(spelled))))


@cache
def synonyms() -> Synonyms:
    """Folded synonyms in order, by table and column; the empty table is any, the empty column the table itself."""
    gathered: dict[tuple[str, str], list[str]] = {}
    text = files("customer360.inputs").joinpath("synonyms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        gathered.setdefault((row["table_name"], row["column_name"]), []).extend(foldings(row["synonym"]))
    return {key: tuple(names) for key, names in gathered.items()}


def map_columns(table: Table, found: Iterable[str]) -> dict[str, str]:
    """The user's column by contract column: equal names first, then equal but for case and spacing, then synonyms.

    A column of the user serves once at most.
    """
    left = {name: foldings(name) for name in found}
    mapped: dict[str, str] = {}

    def take(column: str, wanted: str, by_fold: bool) -> None:
        name = next((name for name, folds in left.items() if wanted in (folds if by_fold else (name,))), None)
        if column not in mapped and name is not None and wanted:
            mapped[column] = name
            del left[name]

    for column in table.names:
        take(column, column, by_fold=False)
    for column in table.names:
        take(column, folded(column), by_fold=True)
    for scope in (table.name, ""):
        for column in table.names:
            for synonym in synonyms().get((scope, column), ()):
                take(column, synonym, by_fold=True)
    return {column: mapped[column] for column in table.names if column in mapped}


def table_by_name(name: str, contract: Contract) -> Table | None:
    """The contract table of that name, or of a synonym; parts such as raw_ or a date at the end do not count."""
    short = name.lower()
    while (shorter := AFFIXES.sub("", short)) != short and shorter:
        short = shorter
    known = {folded(table): table for table in contract}
    known |= {fold: table for table in contract for fold in synonyms().get((table, ""), ()) if fold not in known}
    found = next((known[fold] for one in (name, short) for fold in foldings(one) if fold in known), None)
    return contract[found] if found else None


def recognise(location: str, name: str, found: tuple[str, ...], contract: Contract) -> Recognised | None:
    """What a file or table is: by its name, unless another table's required columns alone are all there.

    A name holds where half of the columns are there that its table requires, but against a way in for orders: a file of
    order lines may be called orders, one of orders with the time and method of payment is none of payments.

    Args:
        location: where it lies, as var inputs takes it.
        name: its name without folder or ending.
        found: its columns.
        contract: tables by name.
    """
    every = [Recognised(location, table, map_columns(table, found), found) for table in contract.values()]
    named = table_by_name(name, contract)
    by_name = next((one for one in every if named is not None and one.table.name == named.name), None)
    if by_name is not None and not by_name.missing:
        return by_name
    is_near = by_name is not None and share_of_required(by_name) >= NEAR
    whole = [
        one
        for one in every
        if not one.missing and len(one.table.required) >= TELLING and (one.table.name in WAYS_IN or not is_near)
    ]
    best = max(whole, key=lambda one: (len(one.table.required), len(one.columns)), default=None)
    return best or (by_name if by_name is not None and by_name.columns else None)


def nearest(found: tuple[str, ...], contract: Contract) -> Recognised | None:
    """The table of whose required columns most are there, where these are more than half; of equals the larger."""
    every = [Recognised("", table, map_columns(table, found), found) for table in contract.values()]
    near = [one for one in every if share_of_required(one) > NEAR and len(one.table.required) >= TELLING]
    return max(near, key=lambda one: (share_of_required(one), len(one.table.required), len(one.columns)), default=None)


def share_of_required(one: Recognised) -> float:
    """How many of the columns that its table requires are there, from 0 to 1."""
    return 1 - len(one.missing) / max(len(one.table.required), 1)
