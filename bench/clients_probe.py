"""What a client of another version reads of published tables. Run by clients.py in the client's own environment."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.01


def duckdb_rows(file: Path) -> dict[str, int]:
    """Rows by table, every cell fetched; none where their count is another.

    Like the others, it opens the file anew: that is when a client gets the version that is current.
    """
    import duckdb  # noqa: PLC0415  each environment has its own client

    with duckdb.connect(str(file), read_only=True) as connection:
        views = connection.execute("select view_name from duckdb_views() where not internal").fetchall()
        rows = {name: len(connection.view(name).fetchall()) for (name,) in views}
        counted = {name: connection.view(name).aggregate("count(*)").fetchall()[0][0] for name in rows}
    return rows if rows == counted else {}


def sqlalchemy_rows(file: Path) -> dict[str, int]:
    """Rows by table, for the tables and columns that reflection finds, every cell fetched."""
    import sqlalchemy  # noqa: PLC0415  each environment has its own client
    from sqlalchemy.pool import NullPool  # noqa: PLC0415  each environment has its own client

    engine = sqlalchemy.create_engine(f"duckdb:///{file}?access_mode=read_only", poolclass=NullPool)
    found = sqlalchemy.MetaData()
    found.reflect(engine, views=True)
    with engine.connect() as connection:
        return {name: len(connection.execute(table.select()).fetchall()) for name, table in found.tables.items()}


def pandas_rows(file: Path) -> dict[str, int]:
    """Rows by table, from the Parquet files beside the file."""
    import pandas as pd  # noqa: PLC0415  each environment has its own client

    return {path.stem: len(pd.read_parquet(path)) for path in file.resolve().parent.glob("*.parquet")}


def polars_rows(file: Path) -> dict[str, int]:
    """Rows by table, from the Parquet files beside the file."""
    import polars as pl  # noqa: PLC0415  each environment has its own client

    return {path.stem: pl.read_parquet(path).height for path in file.resolve().parent.glob("*.parquet")}


READERS: dict[str, Callable[[Path], dict[str, int]]] = {
    "duckdb": duckdb_rows,
    "sqlalchemy": sqlalchemy_rows,
    "pandas": pandas_rows,
    "polars": polars_rows,
}


def followed(reader: Callable[[Path], dict[str, int]], file: Path, last: int) -> dict[str, int]:
    """Read again and again until the version that has `last` rows in each table.

    Gives how many readings there were, how many of them were of two versions at once, and how many versions were seen.
    """
    readings, mixed, seen = 0, 0, set[int]()
    end = time.monotonic() + PATIENCE_SECONDS
    while last not in seen and time.monotonic() < end:
        found = set(reader(file).values())
        readings, mixed = readings + 1, mixed + (len(found) != 1)
        seen |= found
        time.sleep(PAUSE_SECONDS)
    return {"readings": readings, "mixed": mixed, "versions": len(seen), "last": max(seen)}


if __name__ == "__main__":
    kind, place, *number = sys.argv[1:]
    chosen, opened = READERS[kind], Path(place)
    print(json.dumps(followed(chosen, opened, int(number[0])) if number else chosen(opened)))
