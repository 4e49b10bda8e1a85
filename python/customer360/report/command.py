"""`customer360 report`."""

from __future__ import annotations

import argparse
import os
import re
from contextlib import suppress
from pathlib import Path

import duckdb

from customer360.publishing.command import FOLDER_HELP, at_least_one, megabytes, served_folder
from customer360.publishing.versions import CURRENT, MANIFEST, VIEWS, Version, current, is_whole, versions
from customer360.report.figures import figures, queries
from customer360.report.page import About, page
from customer360.warehouses import WarehouseError

#: Groups of fewer people are hidden.
SMALLEST = 5
PAGE = Path("report/index.html")
LABELS = "select key, en, zh from config.report_labels order by key"
CURRENCY = "select max(reporting_currency) from intermediate.int_reporting_currency"


def add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "report",
        help="write the page of figures from the published version",
        description="Write one HTML file with the figures of the published version, for people to look at: it needs no "
        "server and no network, and holds no personal data. Groups of few people are hidden. "
        "Exit code: 0 written, 1 not, with the reason; a page written before stays.",
    )
    command.add_argument(
        "--output", type=Path, default=PAGE, metavar="FILE", help="the page (default: report/index.html)"
    )
    command.add_argument(
        "--smallest-group",
        type=at_least_one,
        default=SMALLEST,
        metavar="N",
        help="show nothing of groups of fewer people (default: %(default)s)",
    )
    command.add_argument("--folder", type=Path, default=served_folder(), metavar="FOLDER", help=FOLDER_HELP)


def run_report(chosen: argparse.Namespace) -> int:
    """Run report."""
    version = served_version(chosen.folder)
    # By its own name, not as `current`: a version published meanwhile must not mix with this one.
    file = chosen.folder / "versions" / version.name / VIEWS
    check_files(version, file.parent)
    labels, currency = wording(file)
    about = About(version.name, version.as_of_date, currency, chosen.smallest_group)
    write(page(about, labels, figures(file, chosen.smallest_group)), chosen.output)
    size = megabytes(chosen.output.stat().st_size)
    print(f"The page is {chosen.output.absolute()} ({size}): open it in a browser.")
    return 0


def served_version(folder: Path) -> Version:
    """The version that is served.

    Raises:
        WarehouseError: there is none, or it is damaged.
    """
    name = current(folder)
    found = [version for version in versions(folder) if version.name == name]
    if name and not found:
        raise WarehouseError(
            f"The version {name} that is served in {folder} is damaged, its {MANIFEST} cannot be read: "
            "go back to the one before with `customer360 rollback`, or run `dbt build` and `customer360 publish`."
        )
    if not found:
        raise WarehouseError(
            f"Nothing is published in {folder}/{CURRENT}: run `customer360 publish` after `dbt build`, then this again."
        )
    return found[0]


def check_files(version: Version, place: Path) -> None:
    """Compare the files that the page is made from with their sha256 in the manifest.

    Args:
        place: the version's folder.

    Raises:
        WarehouseError: one is not as it was published, or cannot be read.
    """
    said = " ".join([LABELS, CURRENCY, *(one.sql for one in queries())])
    # No table is read whose name stands in no query; a word that only looks like one costs a look at one file more.
    words = set(re.findall(r"\w+", said))
    try:
        damaged = [table.file for table in version.tables if table.name in words and not is_whole(place, table)]
    except OSError as error:
        raise WarehouseError(f"The page cannot be made from {place} ({error}).") from error
    if damaged:
        raise WarehouseError(
            f"The page cannot be made from {place}: {', '.join(damaged[:3])} is not as it was published, by the sha256 "
            f"in its {MANIFEST}: go back to the version before with `customer360 rollback`, or run `dbt build` and "
            "`customer360 publish` again."
        )


def wording(file: Path) -> tuple[dict[str, dict[str, str]], str | None]:
    """The page's texts by language and key, and the reporting currency.

    Raises:
        WarehouseError: the version has none.
    """
    try:
        with duckdb.connect(file, read_only=True) as connection:
            rows = connection.execute(LABELS).fetchall()
            [(currency,)] = connection.execute(CURRENCY).fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(
            f"The page cannot be made from {file} ({reason}): run `dbt build` and `customer360 publish` again."
        ) from error
    return {"en": {key: en for key, en, _ in rows}, "zh": {key: zh for key, _, zh in rows}}, currency


def write(content: str, file: Path) -> None:
    """Write a file in whole or not at all.

    Raises:
        WarehouseError: the folder cannot be written, or something that is no file has the name. What was there stays.
    """
    if not file.name or (file.exists() and not file.is_file()):
        raise WarehouseError(f"{file} is no file that a page can be written to: name one, such as {PAGE}.")
    unnamed = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unnamed.write_text(content, encoding="utf-8")
        unnamed.replace(file)
    except OSError as error:
        with suppress(OSError):
            unnamed.unlink()
        raise WarehouseError(f"{file} cannot be written ({error}): a page written before stays.") from error
