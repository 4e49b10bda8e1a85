"""Which inputs a user declares in var `inputs`, as dbt reads it, and where they may lie."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from customer360.inputs.finding import STOPS, WARNING, Finding
from customer360.inputs.settings import Settings, read_settings, unknown_names

#: Endings of files that are read, as in macro is_file.
FILE_ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv", ".txt")

#: Endings of files that people have and that are not read.
OTHER_ENDINGS = (
    ".xlsx",
    ".xls",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".numbers",
    ".json",
    ".jsonl",
    ".ndjson",
    ".xml",
    ".zip",
    ".gz",
)
JSONS = (".json", ".jsonl", ".ndjson")
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")

PROJECT_FILE = "dbt_project.yml"
PACKAGE = "customer360"

#: What a declaration may hold, as in macro check_input.
KEYS = ("location", "columns", "cancellation_prefix")


class DeclarationError(Exception):
    """The declarations cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Declaration:
    """One declared input: `location` as in var inputs, `columns` the user's name by contract column.

    `unknown` are the keys of the declaration that a build refuses.
    """

    table: str
    location: str
    columns: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """All declared inputs, the settings to read them by, and what is to say of the declarations themselves."""

    inputs: list[Declaration]
    settings: Settings = field(default_factory=Settings)
    findings: list[Finding] = field(default_factory=list)


def is_file(location: str) -> bool:
    """Whether a location is a file path, by its ending."""
    return location.lower().endswith(FILE_ENDINGS)


def no_file(location: str) -> str | None:
    """Why a location that is no file to read cannot be a table either; None where it can."""
    if os.path.isdir(location):
        return f"it is a folder: name its files, as in {os.path.join(location, '*.csv')}"
    ending = next((one for one in OTHER_ENDINGS if location.lower().endswith(one)), None)
    if ending in SPREADSHEETS:
        return f"{ending} files are not read: save the sheet as CSV (UTF-8) and declare that"
    if ending or "/" in location or os.path.isfile(location):
        told = "; docs/exports.md has the SQL that makes a table of it" if ending in JSONS else ""
        return f"files of this kind are not read, only {', '.join(FILE_ENDINGS)}{told}"
    return None


def from_vars(text: str | None) -> Declared:
    """The inputs of the project in the current folder; vars in `text` (YAML, as dbt's --vars) go first.

    Raises:
        DeclarationError: neither says what the inputs are, or they are not a mapping.
    """
    given = mapping(text, "--vars") if text is not None else {}
    if set(given) == {"vars"}:
        # What `customer360 init` writes, as it is.
        given = mapping(yaml.safe_dump(given["vars"]), "--vars")
    project = project_file(must_exist="inputs" not in given)
    own = project_vars(project)
    known = own | given
    if "inputs" not in known:
        raise DeclarationError("Neither --vars nor dbt_project.yml has var 'inputs': say which inputs you have.")
    inputs = known["inputs"]
    if not isinstance(inputs, dict):
        raise DeclarationError(
            "Var 'inputs' takes a mapping of input to location, as in {order_lines: {location: my.parquet}}."
        )
    settings, findings = read_settings(known)
    # As macro check_names does; a project that has this one as a package may have vars of its own.
    level = STOPS if project.get("name", PACKAGE) == PACKAGE else WARNING
    findings += [*unknown_names(given, "--vars", level), *unknown_names(own, PROJECT_FILE)]
    return Declared([declaration(str(name), one) for name, one in inputs.items()], settings, findings)


def with_vars(declared: Declared) -> Declared:
    """Inputs of a folder under the settings of the project in the current folder, if there is one.

    Raises:
        DeclarationError: the project cannot be read.
    """
    own = project_vars(project_file(must_exist=False))
    settings, findings = read_settings(own)
    return Declared(declared.inputs, settings, [*declared.findings, *findings, *unknown_names(own, PROJECT_FILE)])


def project_file(must_exist: bool) -> dict[str, Any]:
    """The project of the current folder; empty where there is none.

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
        return mapping(path.read_text(encoding="utf-8"), PROJECT_FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{path} cannot be read: {error}.") from error


def project_vars(project: dict[str, Any]) -> dict[str, Any]:
    """The vars of a project, those under its own name included."""
    known = project.get("vars")
    known = known if isinstance(known, dict) else {}
    own = known.get(project.get("name"))
    return {name: one for name, one in known.items() if one is not own} | (own if isinstance(own, dict) else {})


def mapping(text: str, name: str) -> dict[str, Any]:
    """YAML that must be a mapping.

    Raises:
        DeclarationError: it is none.
    """
    try:
        loader = yaml.SafeLoader(text)
        loader.yaml_constructors = loader.yaml_constructors | {"tag:yaml.org,2002:timestamp": day_or_text}
        content = loader.get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        raise DeclarationError(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DeclarationError(f"{name} takes a mapping, as in {{inputs: {{order_lines: {{location: my.parquet}}}}}}.")
    return content


def day_or_text(loader: Any, node: Any) -> object:
    """A date or time of YAML; where the calendar has no such day, as it has no 30 February, the text that it is."""
    try:
        value: object = loader.construct_yaml_timestamp(node)
    except ValueError:
        value = loader.construct_scalar(node)
    return value


def declaration(name: str, declared: object) -> Declaration:
    """One input of the var; a bare text is its location, a missing location is empty.

    Raises:
        DeclarationError: it is neither a text nor a mapping, its location no text, or its columns no mapping.
    """
    if isinstance(declared, str):
        return Declaration(name, declared)
    known = declared if isinstance(declared, dict) else {}
    location, columns = known.get("location") or "", known.get("columns") or {}
    if not isinstance(declared, dict) or not isinstance(columns, dict) or not isinstance(location, str):
        raise DeclarationError(
            f"Input '{name}' takes a location, or a mapping with location and columns; a location is one text, such as "
            "orders_*.csv for several files."
        )
    names = {str(column): str(name) for column, name in columns.items()}
    return Declaration(name, location, names, tuple(key for key in declared if key not in KEYS))


def data_files(folder: Path) -> list[Path]:
    """CSV and Parquet files of a folder by name.

    Raises:
        DeclarationError: there is no such folder.
    """
    return [path for path in files(folder) if is_file(path.name)]


def other_files(folder: Path) -> dict[Path, str]:
    """Files of a folder that may hold data but are not read, and why.

    Raises:
        DeclarationError: there is no such folder.
    """
    reasons = {path: no_file(str(path)) for path in files(folder) if path.name.lower().endswith(OTHER_ENDINGS)}
    return {path: reason for path, reason in reasons.items() if reason and not is_file(path.name)}


def files(folder: Path) -> list[Path]:
    """The files of a folder by name.

    Raises:
        DeclarationError: there is no such folder, or it cannot be read.
    """
    if not folder.is_dir():
        raise DeclarationError(f"{folder} is no folder." if folder.exists() else f"There is no folder {folder}.")
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise DeclarationError(f"The folder {folder} cannot be read: {error.strerror}.") from error


def stem(path: Path) -> str:
    """A file's name in lower case without its ending."""
    name = path.name.lower()
    return name.removesuffix(next(ending for ending in (".csv.gz", *FILE_ENDINGS) if name.endswith(ending)))
