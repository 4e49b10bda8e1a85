"""The commands `customer360 check` and `customer360 init`."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from customer360.contract import Contract, ContractError, load_contract
from customer360.inputs.check import check
from customer360.inputs.declarations import DeclarationError, Declared, data_files, from_folder, from_vars
from customer360.inputs.init import as_yaml, files_of, inputs_of, tables_of
from customer360.inputs.report import as_json, as_text
from customer360.warehouses import DEFAULT_DATABASE

CLEAN, FOUND, USAGE = 0, 1, 2


def add_check(parser: argparse.ArgumentParser) -> None:
    """The options of check."""
    parser.description = (
        "Compare your inputs with the contract (docs/inputs.md) before anything is built. Without an option, the "
        "inputs are those of dbt_project.yml in the current folder. Tables are those of the DuckDB file --database. "
        "Exit code: 0 a build would run, 1 it would stop, 2 there is nothing to check."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--vars", metavar="YAML", help="vars as for dbt: '{inputs: {orders: {location: my.csv}}}'")
    where.add_argument("--folder", type=Path, metavar="DIR", help="every CSV and Parquet file named like a table")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def add_init(parser: argparse.ArgumentParser) -> None:
    """The options of init."""
    parser.description = (
        "Write var inputs for a folder of CSV and Parquet files, or for the tables of a DuckDB file. Tables and "
        "columns are recognised by their names; what is not is listed as comments. Exit code: 0 something was "
        "recognised, 1 nothing was or the file is there already, 2 there is nothing to look at."
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--folder", type=Path, metavar="DIR", help="a folder of CSV and Parquet files")
    where.add_argument("--database", dest="tables", type=Path, metavar="FILE", help="a DuckDB file")
    parser.add_argument("--schema", metavar="S", help="with --database: only this schema")
    parser.add_argument("--out", type=Path, metavar="YAML", help="a new file to write (default: print it)")


def run_init(chosen: argparse.Namespace) -> int:
    """Run init; exit code as in its description."""
    try:
        if chosen.schema is not None and chosen.tables is None:
            raise DeclarationError("--schema goes with --database.")
        contract = load_contract()
        found = files_of(chosen.folder) if chosen.tables is None else tables_of(chosen.tables, chosen.schema)
        inputs = inputs_of(found, contract, chosen.tables)
    except (ContractError, DeclarationError) as error:
        print(error, file=sys.stderr)
        return USAGE
    origin = str(chosen.tables or chosen.folder)
    text = as_yaml(inputs, contract, origin)
    if not inputs.recognised:
        print(f"No input is recognised in {origin}:\n{text}", end="", file=sys.stderr)
        return FOUND
    if chosen.out is None:
        print(text, end="", flush=True)
        return CLEAN
    try:
        with chosen.out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        print(f"{chosen.out} is there already and is left as it is.", file=sys.stderr)
        return FOUND
    except OSError as error:
        print(f"{chosen.out} cannot be written: {error.strerror}.", file=sys.stderr)
        return FOUND
    return CLEAN


def run_check(chosen: argparse.Namespace) -> int:
    """Run check; exit code as in its description."""
    database = chosen.database or Path(os.environ.get("CUSTOMER360_DB", DEFAULT_DATABASE))
    try:
        contract = load_contract()
        declared = from_vars(chosen.vars) if chosen.folder is None else folder_inputs(chosen.folder, contract)
    except (ContractError, DeclarationError) as error:
        print(error, file=sys.stderr)
        return USAGE
    found = check(declared, contract, database, datetime.now(UTC).date())
    print((as_json if chosen.json else as_text)(found), flush=True)
    return FOUND if found.stops else CLEAN


def folder_inputs(folder: Path, contract: Contract) -> Declared:
    """The inputs of a folder.

    Raises:
        DeclarationError: there is no file named like a table.
    """
    declared = from_folder(folder, contract)
    if not declared.inputs:
        names = ", ".join(path.name for path in data_files(folder)) or "no CSV or Parquet file at all"
        raise DeclarationError(
            f"No file in {folder} is named like an input, such as orders.csv; there is: {names}. "
            f"The inputs are: {', '.join(contract)}."
        )
    return declared
