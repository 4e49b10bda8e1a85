"""Which inputs a user declares: from var `inputs` as dbt reads it, or every known file of a folder."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml

#: Endings of files that are read, as in macro is_file.
FILE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv", ".txt")

PROJECT_FILE = "dbt_project.yml"


class DeclarationError(Exception):
    """The declarations cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Declaration:
    """One declared input: `location` as in var inputs, `columns` the user's name by contract column."""

    table: str
    location: str
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """All declared inputs, and the zone that hours are told in."""

    inputs: list[Declaration]
    timezone: str = "UTC"


def is_file(location: str) -> bool:
    """Whether a location is a file path, by its ending."""
    return location.lower().endswith(FILE_ENDINGS)


def from_vars(text: str | None) -> Declared:
    """The inputs of the project in the current folder; vars in `text` (YAML, as dbt's --vars) go first.

    Raises:
        DeclarationError: neither says what the inputs are, they are not a mapping, or the zone is none.
    """
    given = mapping(text, "--vars") if text is not None else {}
    if set(given) == {"vars"}:
        # What `customer360 init` writes, as it is.
        given = mapping(yaml.safe_dump(given["vars"]), "--vars")
    known = project_vars(must_exist="inputs" not in given) | given
    if "inputs" not in known:
        raise DeclarationError("Neither --vars nor dbt_project.yml has var 'inputs': say which inputs you have.")
    inputs = known["inputs"]
    if not isinstance(inputs, dict):
        raise DeclarationError(
            "Var 'inputs' takes a mapping of input to location, as in {order_lines: {location: my.parquet}}."
        )
    zone = str(known.get("business_timezone") or "UTC")
    if zone not in available_timezones():
        raise DeclarationError(f"Var 'business_timezone' is '{zone}': it takes a zone such as Europe/London.")
    return Declared([declaration(str(name), one) for name, one in inputs.items()], zone)


def project_vars(must_exist: bool) -> dict[str, Any]:
    """The vars of the project in the current folder, those under its own name included.

    Raises:
        DeclarationError: there is no project here though there must be, or it is no YAML.
    """
    path = Path(os.environ.get("DBT_PROJECT_DIR") or ".") / PROJECT_FILE
    if not path.exists():
        if must_exist:
            raise DeclarationError(
                f"There is no {PROJECT_FILE} here: run this in the project's folder, or give --vars or --folder."
            )
        return {}
    try:
        project = mapping(path.read_text(encoding="utf-8"), PROJECT_FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{path} cannot be read: {error}.") from error
    known = project.get("vars")
    known = known if isinstance(known, dict) else {}
    own = known.get(project.get("name"))
    return known | (own if isinstance(own, dict) else {})


def mapping(text: str, name: str) -> dict[str, Any]:
    """YAML that must be a mapping.

    Raises:
        DeclarationError: it is none.
    """
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise DeclarationError(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DeclarationError(f"{name} takes a mapping, as in {{inputs: {{order_lines: {{location: my.parquet}}}}}}.")
    return content


def declaration(name: str, declared: object) -> Declaration:
    """One input of the var; a bare text is its location, a missing location is empty.

    Raises:
        DeclarationError: it is neither a text nor a mapping, or its columns are no mapping.
    """
    if isinstance(declared, str):
        return Declaration(name, declared)
    columns = (declared.get("columns") or {}) if isinstance(declared, dict) else None
    if not isinstance(declared, dict) or not isinstance(columns, dict):
        raise DeclarationError(f"Input '{name}' takes a location, or a mapping with location and columns.")
    return Declaration(name, str(declared.get("location") or ""), {str(k): str(v) for k, v in columns.items()})


def from_folder(folder: Path, tables: Iterable[str]) -> Declared:
    """Every file of a folder that is named like a table, such as orders.csv.

    Raises:
        DeclarationError: there is no such folder, or two files are of one table.
    """
    known = set(tables)
    found: dict[str, Declaration] = {}
    for path in data_files(folder):
        name = stem(path)
        if name not in known:
            continue
        if name in found:
            raise DeclarationError(f"Both {found[name].location} and {path} are {name}: keep one of them.")
        found[name] = Declaration(name, glob.escape(str(path)))
    return Declared(list(found.values()))


def data_files(folder: Path) -> list[Path]:
    """CSV and Parquet files of a folder by name.

    Raises:
        DeclarationError: there is no such folder.
    """
    if not folder.is_dir():
        raise DeclarationError(f"There is no folder {folder}.")
    try:
        return sorted(path for path in folder.iterdir() if is_file(path.name) and path.is_file())
    except OSError as error:
        raise DeclarationError(f"The folder {folder} cannot be read: {error.strerror}.") from error


def stem(path: Path) -> str:
    """A file's name in lower case without its ending."""
    name = path.name.lower()
    return name.removesuffix(next(ending for ending in (".csv.gz", *FILE_ENDINGS) if name.endswith(ending)))
