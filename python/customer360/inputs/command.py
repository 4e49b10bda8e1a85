"""The command `customer360 check`."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from customer360.contract import Contract, ContractError, load_contract
from customer360.inputs.check import check
from customer360.inputs.declarations import DeclarationError, Declared, data_files, from_folder, from_vars
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
