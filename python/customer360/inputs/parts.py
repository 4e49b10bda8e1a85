"""Files of one location whose headers differ: they are read by name, so a column that one of them lacks is empty."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

import duckdb

from customer360.inputs.declarations import is_file
from customer360.inputs.finding import WARNING, Finding
from customer360.inputs.reading import paths_of, source


def part_findings(connection: duckdb.DuckDBPyConnection, location: str, names: dict[str, str]) -> Iterator[Finding]:
    """Columns that are read and stand in some of the files alone.

    Args:
        connection: open for reading; location: where the rows are.
        names: the user's column by contract column, of those that are there.

    Raises:
        ReadError: one of the files cannot be read.
    """
    paths = paths_of(location) if is_file(location) else []
    if len(paths) < 2:  # noqa: PLR2004  one file differs from none
        return
    headers = {path: {one.lower(): one for one in source(connection, glob.escape(path)).types} for path in paths}
    for column, name in names.items():
        without = [path for path in paths if name.lower() not in headers[path]]
        if not without:
            continue
        usual = {one for path in paths if path not in without for one in headers[path]}
        own = [headers[without[0]][one] for one in headers[without[0]] if one not in usual]
        files = Path(without[0]).name + (f" and {len(without) - 1:,} other files" if len(without) > 1 else "")
        message = (
            f"{files} of {len(paths):,} {'have' if len(without) > 1 else 'has'} no column '{name}', which the others "
            f"have, so it is empty there"
        )
        if own:
            message += f"; {Path(without[0]).name} has instead: {', '.join(own)}. Write one header in all of them"
        yield Finding(WARNING, "parts_differ", message, column)
