"""`customer360 publish`, `versions` and `rollback`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from customer360.publishing.artifacts import finished_build
from customer360.publishing.versions import CURRENT, VIEWS, current, publish, rollback, versions
from customer360.summary import text_table
from customer360.warehouses import DEFAULT_DATABASE, Rows

KEPT = 5
FOLDER_HELP = "the folder of published versions (default: $CUSTOMER360_SERVED, else served)"


def add_publishing(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[argparse.ArgumentParser]:
    """Add the three commands and their options; gives those that take a warehouse file."""
    publishing = commands.add_parser(
        "publish",
        help="publish the marts of the build that just passed, for BI tools to read",
        description="Copy the marts and predictions of the last `dbt build`, if it passed, to Parquet files with a "
        "small DuckDB file of views over them, and make them the current version in one step. Readers open "
        f"{CURRENT}/{VIEWS} in the folder, read-only: they never wait for a build, and no build waits for them. "
        "Personal data (schema pii) "
        "is published only after a build with --vars 'publish_pii: true'. "
        "Exit code: 0 published, 1 not, with the reason; what was served stays.",
    )
    publishing.add_argument(
        "--keep",
        type=at_least_one,
        default=KEPT,
        metavar="N",
        help="versions to keep, the new one included (default: 5)",
    )
    publishing.add_argument(
        "--target-path",
        type=Path,
        default=Path("target"),
        metavar="FOLDER",
        help="dbt's target folder (default: target)",
    )
    listing = commands.add_parser(
        "versions", help="list the published versions", description="List the published versions, the latest first."
    )
    back = commands.add_parser(
        "rollback",
        help="make an earlier published version the current one",
        description="Make an earlier version the current one in one step, after its files were compared with their "
        "sha256. Exit code: 0 done, 1 not, with the reason; what was served stays.",
    )
    back.add_argument("version", nargs="?", help="its name as in `versions` (default: the one before the current one)")
    for command in (publishing, listing, back):
        command.add_argument("--folder", type=Path, default=served_folder(), metavar="FOLDER", help=FOLDER_HELP)
    return [publishing]


def served_folder() -> Path:
    """Where versions are published to unless told otherwise."""
    return Path(os.environ.get("CUSTOMER360_SERVED", "served"))


def run_publish(chosen: argparse.Namespace) -> int:
    """Run publish."""
    database = chosen.database or Path(os.environ.get("CUSTOMER360_DB", DEFAULT_DATABASE))
    version = publish(finished_build(chosen.target_path), database, chosen.folder, chosen.keep)
    n_bytes = sum(one.n_bytes for one in version.tables)
    print(f"Published {len(version.tables)} tables ({megabytes(n_bytes)}) as version {version.name}.")
    print(f"Readers open {(chosen.folder / CURRENT).absolute() / VIEWS}, read-only.")
    return 0


def run_versions(chosen: argparse.Namespace) -> int:
    """Run versions."""
    found = versions(chosen.folder)
    if not found:
        print(f"Nothing is published in {chosen.folder}: run `customer360 publish` after `dbt build`.")
        return 0
    now = current(chosen.folder)
    rows: Rows = [
        (
            version.name + (" (current)" if version.name == now else ""),
            version.as_of_date or "no data",
            len(version.tables),
            sum(one.n_rows for one in version.tables),
            megabytes(sum(one.n_bytes for one in version.tables)),
        )
        for version in found
    ]
    print(text_table(["version", "as of", "tables", "rows", "size"], rows))
    return 0


def run_rollback(chosen: argparse.Namespace) -> int:
    """Run rollback."""
    version = rollback(chosen.folder, chosen.version)
    print(f"The current version is {version.name}, as of {version.as_of_date or 'no day'}.")
    return 0


def megabytes(n_bytes: int) -> str:
    """A size as people read it."""
    return f"{n_bytes / 1e6:,.1f} MB"


def at_least_one(text: str) -> int:
    """A whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number of at least 1")
    return int(text)
