"""The command line: `customer360 summary`, `sql "select ..."`, `compare`, `publish`, `report`, `check` and others."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from customer360.compare import MANIFEST, ROWS_SHOWN, TOLERANCE, compare, keyed_tables
from customer360.comparison_report import as_json, report
from customer360.contract import ContractError, load_contract, page
from customer360.diagrams.command import add_diagrams, run_diagrams
from customer360.inputs.command import add_check, add_init, run_check, run_init
from customer360.publishing.command import add_publishing, run_publish, run_rollback, run_versions
from customer360.report.command import add_report, run_report
from customer360.simulator.command import add_simulate
from customer360.simulator.command import run as simulated
from customer360.summary import run, summary
from customer360.warehouses import DEFAULT_DATABASE, WarehouseError, open_warehouse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the warehouse could not be read, the query failed or builds differ.

    `compare` gives 2 when it could not compare, `check` and `init` when there is nothing to look at.
    """
    parser = command_parser()
    chosen = parser.parse_args(arguments)
    place = chosen.database is not None or chosen.target is not None
    if chosen.command == "compare" and place:
        parser.error("compare takes its builds as --left and --right: a target, or a file as `--left duckdb:FILE`")
    if chosen.command in ("simulate", "contract", "diagrams", "versions", "rollback", "report") and place:
        parser.error(f"{chosen.command} looks at no build: it takes neither --database nor --target")
    if chosen.database is not None and chosen.target not in (None, "duckdb"):
        parser.error("--database goes with the target duckdb")
    try:
        if chosen.command in WITHOUT_A_BUILD:
            return WITHOUT_A_BUILD[chosen.command](chosen)
        return compared(chosen) if chosen.command == "compare" else looked(chosen)
    except WarehouseError as error:
        print(error, file=sys.stderr)
        return 2 if chosen.command == "compare" else 1
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; stdout must not be flushed into it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2 if chosen.command == "compare" else 0


def command_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="customer360", description="Look at a finished build, or simulate a company to build."
    )
    add_place(parser, None)
    commands = parser.add_subparsers(dest="command", required=True)
    look = commands.add_parser("summary", help="print what came in, segments, stages, churn quality and whom to save")
    sql = commands.add_parser("sql", help="run one query, read-only, and print its rows")
    sql.add_argument("query", help="the query")
    add_compare(commands.add_parser("compare", help="compare every mart and prediction of two builds, cell by cell"))
    add_simulate(commands.add_parser("simulate", help="write the raw tables of a company whose truth is known"))
    commands.add_parser("contract", help="print the page docs/inputs.md: every input table and column")
    add_diagrams(commands)
    start = commands.add_parser("init", help="write var inputs for a folder of files or a DuckDB file")
    add_init(start)
    add_report(commands)
    before = commands.add_parser("check", help="compare your inputs with the contract before anything is built")
    add_check(before)
    # Without a default of their own they leave alone what stands before the command.
    for command in (look, sql, *add_publishing(commands)):
        add_place(command, argparse.SUPPRESS)
    add_place(before, argparse.SUPPRESS, "the dbt target to build", "the DuckDB file that tables are in")
    add_place(start, argparse.SUPPRESS, argparse.SUPPRESS, "a DuckDB file whose tables are looked at")
    return parser


def add_place(
    parser: argparse.ArgumentParser,
    default: str | None,
    target: str = "the dbt target that was built",
    database: str = "the DuckDB file that dbt build wrote",
) -> None:
    """The options that say which build or database is meant; they may stand before the command or after it.

    Args:
        parser: of one command, or of all.
        default: of both options.
        target: what the target is, in words.
        database: what the file is, in words.
    """
    if target != argparse.SUPPRESS:
        target += ", such as spark: an output of profiles.yml (default: duckdb)"
        database += " (default: $CUSTOMER360_DB, else customer360.duckdb)"
    parser.add_argument("--target", default=default, help=target)
    parser.add_argument("--database", type=Path, default=default, metavar="FILE", help=database)


def add_compare(parser: argparse.ArgumentParser) -> None:
    """The options of compare."""
    parser.description = (
        "Compare every mart and prediction of two builds, rows matched by key. Floats may differ by the tolerance, "
        "everything else must be equal. Exit code: 0 equal, 1 different, 2 could not compare."
    )
    for side in ("left", "right"):
        parser.add_argument(f"--{side}", required=True, help="a dbt target, such as spark, or a file: duckdb:FILE")
    parser.add_argument("--tables", type=names, default=[], metavar="A,B", help="only these tables")
    parser.add_argument(
        "--rows",
        type=count,
        default=ROWS_SHOWN,
        help="differing rows to print per table (default: %(default)s)",
    )
    parser.add_argument(
        "--tolerance",
        type=share,
        default=TOLERANCE,
        help="relative difference at which floats are still equal (default: %(default)s)",
    )
    parser.add_argument(
        "--manifest", type=Path, default=MANIFEST, help="dbt's manifest of the project (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def printed_contract(_: argparse.Namespace) -> int:
    """Run contract."""
    try:
        print(page(load_contract()), end="")
    except ContractError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


#: Commands that open no warehouse by its target, and what runs them.
WITHOUT_A_BUILD: dict[str, Callable[[argparse.Namespace], int]] = {
    "simulate": simulated,
    "contract": printed_contract,
    "diagrams": run_diagrams,
    "check": run_check,
    "init": run_init,
    "publish": run_publish,
    "versions": run_versions,
    "rollback": run_rollback,
    "report": run_report,
}


def looked(chosen: argparse.Namespace) -> int:
    """Run summary or sql."""
    database = chosen.database
    if database is None and chosen.target is None:
        database = Path(os.environ.get("CUSTOMER360_DB", DEFAULT_DATABASE))
    with open_warehouse(chosen.target, database) as warehouse:
        print(summary(warehouse) if chosen.command == "summary" else run(warehouse, chosen.query), flush=True)
    return 0


def compared(chosen: argparse.Namespace) -> int:
    """Run compare."""
    tables = keyed_tables(chosen.manifest, chosen.tables)
    found = compare(chosen.left, chosen.right, tables, chosen.tolerance, chosen.rows)
    print((as_json if chosen.json else report)(chosen.left, chosen.right, chosen.tolerance, found), flush=True)
    return 0 if all(one.is_equal for one in found) else 1


def names(text: str) -> list[str]:
    """Names between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def count(text: str) -> int:
    """A whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 on")
    return int(text)


def share(text: str) -> float:
    """A number from 0 to below 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to below 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
