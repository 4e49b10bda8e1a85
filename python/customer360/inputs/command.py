"""The commands `customer360 check` and `customer360 init`."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from customer360.contract import ContractError, load_contract
from customer360.inputs.check import Engine, check
from customer360.inputs.declarations import DeclarationError, Declared, from_vars, other_files, with_vars
from customer360.inputs.init import as_yaml, declared_in, files_of, inputs_of, tables_of
from customer360.inputs.own import MARTS
from customer360.inputs.report import as_json, as_text
from customer360.warehouses import DEFAULT_DATABASE, WarehouseError

CLEAN, FOUND, USAGE = 0, 1, 2


def add_check(parser: argparse.ArgumentParser) -> None:
    """The options of check."""
    parser.description = (
        "Compare your inputs and the other vars with the contract (docs/inputs.md) before anything is built. Without "
        "an option, the inputs are those of dbt_project.yml in the current folder. Tables are those of the DuckDB file "
        "--database; with a --target of Spark only files are checked."
    )
    parser.epilog = (
        "A finding STOPS when a build would stop, or when no row of an input would come through: a required column is "
        "not there, or 100 % of its values are empty or cannot be read. Below 100 %, these rows are quarantined and "
        "the finding is a warning. Exit code: 0 nothing stops, 1 something does, 2 there is nothing to check."
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--vars", metavar="YAML", help="vars as for dbt: '{inputs: {orders: {location: my.csv}}}'")
    where.add_argument("--folder", type=Path, metavar="DIR", help="the files of a folder, recognised as init does")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def add_init(parser: argparse.ArgumentParser) -> None:
    """The options of init; --database is one of every command."""
    parser.description = (
        "Write var inputs for a folder of CSV and Parquet files (--folder), or for the tables of a DuckDB file "
        "(--database). Tables and columns are recognised by their names, a table also by its columns; what is not is "
        "listed as comments. Exit code: 0 something was recognised, 1 nothing was or the file is there already, 2 "
        "there is nothing to look at."
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="a folder of CSV and Parquet files")
    parser.add_argument("--schema", metavar="S", help="with --database: only this schema")
    parser.add_argument("--out", type=Path, metavar="YAML", help="a new file to write (default: print it)")


def run_init(chosen: argparse.Namespace) -> int:
    """Run init; exit code as in its description."""
    try:
        if chosen.target is not None:
            raise DeclarationError("init looks at a folder or a DuckDB file, not at a --target.")
        if (chosen.folder is None) == (chosen.database is None):
            raise DeclarationError("init takes either --folder DIR or --database FILE.")
        if chosen.schema is not None and chosen.database is None:
            raise DeclarationError("--schema goes with --database.")
        contract = load_contract()
        if chosen.database is None:
            inputs = inputs_of(files_of(chosen.folder), contract)
            inputs.left_out += [(str(path), reason) for path, reason in other_files(chosen.folder).items()]
        else:
            inputs = inputs_of(tables_of(chosen.database, chosen.schema), contract, chosen.database)
    except (ContractError, DeclarationError) as error:
        print(error, file=sys.stderr)
        return USAGE
    origin = str(chosen.database or chosen.folder)
    text = as_yaml(inputs, contract, origin, is_database=chosen.database is not None)
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
    try:
        contract = load_contract()
        declared = from_vars(chosen.vars) if chosen.folder is None else with_vars(declared_in(chosen.folder, contract))
        engine = engine_of(chosen)
    except (ContractError, DeclarationError, WarehouseError) as error:
        print(error, file=sys.stderr)
        return USAGE
    found = check(in_schema(declared, engine), contract, engine, datetime.now(UTC).date())
    print((as_json if chosen.json else as_text)(found), flush=True)
    return FOUND if found.stops else CLEAN


def in_schema(declared: Declared, engine: Engine) -> Declared:
    """The same inputs, bare tables with the schema that a build looks for them in."""
    inputs = [
        replace(one, location=f"{engine.schema}.{one.location}")
        if one.location and "." not in one.location and engine.schema != MARTS
        else one
        for one in declared.inputs
    ]
    return replace(declared, inputs=inputs)


def engine_of(chosen: argparse.Namespace) -> Engine:
    """Where a build would run.

    Raises:
        WarehouseError: there is no such target, or it is of a kind that is not known.
    """
    if chosen.database is not None or chosen.target is None:
        return Engine(chosen.database or Path(os.environ.get("CUSTOMER360_DB", DEFAULT_DATABASE)))
    kind, _, file = chosen.target.partition(":")
    if kind == "duckdb" and file:
        return Engine(Path(file))
    # Importing dbt takes seconds.
    from customer360.profile import profile_output  # noqa: PLC0415

    output = profile_output(chosen.target)
    if output.get("type") == "duckdb":
        return Engine(Path(str(output.get("path"))), str(output.get("schema", "main")))
    if output.get("type") == "spark":
        return Engine(is_spark=True)
    raise WarehouseError(f"The target '{chosen.target}' is of type {output.get('type')}: check knows duckdb and spark.")
