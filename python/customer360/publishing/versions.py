"""A folder of published versions: each is written in whole, then put in place by one renaming, and never changed again.

    versions/20240701T063000Z/       one version: a Parquet file per table, what is in it, and views over the files
        customer360.duckdb
        customer_360.parquet ...
        manifest.json                what was published, written last: without it a version is not finished
    current -> versions/20240701T...  what readers open: current/customer360.duckdb

Whoever has opened a version keeps it, whatever is published meanwhile; whoever opens `current` gets one whole version.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from customer360.publishing.artifacts import FinishedBuild, Relation
from customer360.warehouses import WarehouseError, double_quoted

#: The file of views in each version.
VIEWS = "customer360.duckdb"
MANIFEST = "manifest.json"
CURRENT = "current"

#: The oldest storage of DuckDB that its clients from 1.1 on read.
STORAGE = "v1.0.0"


@dataclass(frozen=True)
class PublishedTable:
    """One table of a version. file: within the version's folder; sha256: of the file; n_bytes: its size."""

    schema: str
    name: str
    file: str
    n_rows: int
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Version:
    """A published version. as_of_date: YYYY-MM-DD or None; published_at: UTC, ISO 8601; invocation_id: dbt's."""

    name: str
    as_of_date: str | None
    published_at: str
    invocation_id: str
    tables: tuple[PublishedTable, ...]


def publish(build: FinishedBuild, database: Path, folder: Path, keep: int) -> Version:
    """Write the published tables of a finished build as a new version and make it the current one.

    The warehouse is opened for reading while its tables are copied, and closed before the version is put in place. Rows
    are ordered by the table's key: equal tables give equal files.

    Args:
        build: the build that wrote the database; folder: of the versions, made if missing; keep: versions to keep, the
            new one included, at least 1.

    Raises:
        WarehouseError: the warehouse has another name than the build's or is busy, another one is publishing, or the
            folder cannot be written. The version served so far stays.
    """
    with publishing(folder):
        now = dt.datetime.now(dt.UTC)
        name = free_name(folder, now.strftime("%Y%m%dT%H%M%SZ"))
        place = folder / "versions" / name
        place.mkdir()
        with open_build(build, database) as connection:
            days = connection.execute(f"select cast(as_of_date as varchar) from {sql_name(build.as_of)}").fetchall()  # noqa: S608  names are quoted
            tables = tuple(write_table(connection, relation, place) for relation in build.relations)
        version = Version(name, days[0][0] if days else None, now.isoformat(), build.invocation_id, tables)
        write_views(version, place, build.relations)
        write_manifest(version, place)
        switch(folder, name)
        remove_old(folder, keep)
    return version


def rollback(folder: Path, name: str | None) -> Version:
    """Make an earlier version the current one.

    Args:
        name: of the version; None: the one published before the current one.

    Raises:
        WarehouseError: there is no such version, or its files are not as they were published. What is served stays.
    """
    with publishing(folder):
        kept = {version.name: version for version in versions(folder)}
        if name is None:
            names, now = list(kept), current(folder) or ""
            # Names are times: where the current version's manifest is damaged, its name alone says which came before.
            earlier = names[names.index(now) + 1 :] if now in names else [one for one in names if one < now]
            if not earlier:
                raise WarehouseError(f"There is no version before the current one in {folder}.")
            name = earlier[0]
        if name not in kept:
            raise WarehouseError(f"There is no version {name} in {folder}: see `customer360 versions`.")
        damaged = [table.file for table in kept[name].tables if not is_whole(folder / "versions" / name, table)]
        if damaged or not (folder / "versions" / name / VIEWS).exists():
            raise WarehouseError(
                f"The version {name} is damaged ({', '.join(damaged[:3] or [VIEWS])}): what is served stays as it is."
            )
        switch(folder, name)
        return kept[name]


def versions(folder: Path) -> list[Version]:
    """The versions in a folder, the latest first; unreadable ones, and copies under other names, are not among them."""
    found = []
    for file in (folder / "versions").glob(f"*/{MANIFEST}"):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            tables = tuple(PublishedTable(**table) for table in content.pop("tables"))
            version = Version(tables=tables, **content)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
        if version.name == file.parent.name:
            found.append(version)
    return sorted(found, key=lambda version: version.published_at, reverse=True)


def current(folder: Path) -> str | None:
    """The name of the version that is served; None where none is."""
    try:
        return Path(os.readlink(folder / CURRENT)).name
    except OSError:
        return None


@contextmanager
def publishing(folder: Path) -> Iterator[None]:
    """Hold the folder so that one process writes it at a time; the lock ends with the process, however that ends.

    What an earlier process left unfinished is removed.

    Raises:
        WarehouseError: another process holds it, or something in here could not be written or read.
    """
    try:
        (folder / "versions").mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WarehouseError(
                    f"Another process is publishing to {folder}: try again when it is done."
                ) from error
            remove_unfinished(folder)
            try:
                yield
            except BaseException:
                remove_unfinished(folder)
                raise
    except OSError as error:
        raise WarehouseError(f"{folder} cannot be written ({error}): what is served stays as it is.") from error
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WarehouseError(f"Nothing is published ({reason}): what is served stays as it is.") from error


def remove_unfinished(folder: Path) -> None:
    """Remove versions without a manifest, but for the one that is served; only the holder of the lock may."""
    for place in (folder / "versions").iterdir():
        if place.is_dir() and place.name != current(folder) and not (place / MANIFEST).exists():
            shutil.rmtree(place)


def free_name(folder: Path, name: str) -> str:
    """The name, or, where a version of this second exists, the name with a number."""
    taken = {path.name for path in (folder / "versions").iterdir()}
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


@contextmanager
def open_build(build: FinishedBuild, database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the warehouse, read-only, as the database the build wrote.

    Raises:
        WarehouseError: the file is not there, of another name than the build's, or held by a running build.
    """
    if not database.exists():
        raise WarehouseError(f"There is no warehouse file at {database}: run `dbt build` first.")
    written_at = dt.datetime.fromtimestamp(database.stat().st_mtime, dt.UTC)
    if database.stem != build.database or written_at < build.started_at:
        raise WarehouseError(
            f"{database} is not the file that the last build wrote, a {build.database}.duckdb: name it with --database."
        )
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        try:
            connection.execute(f"attach {text(str(database))} as {double_quoted(build.database)} (read_only)")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise WarehouseError(f"The warehouse file {database} cannot be opened ({reason}).") from error
        connection.execute(f"use {double_quoted(build.database)}")
        yield connection


def write_table(connection: duckdb.DuckDBPyConnection, relation: Relation, folder: Path) -> PublishedTable:
    """Copy one table into a Parquet file of the folder."""
    name = relation.name if relation.schema == "main" else f"{relation.schema}.{relation.name}"
    file = folder / f"{name}.parquet"
    order = ", ".join(double_quoted(column) for column in relation.key) or "all"
    [(n_rows,)] = connection.execute(
        f"copy (from {sql_name(relation)} order by {order}) to {text(str(file))} (format parquet, compression zstd)"
    ).fetchall()
    return PublishedTable(relation.schema, relation.name, file.name, n_rows, file.stat().st_size, sha256(file))


def write_views(version: Version, place: Path, described: tuple[Relation, ...] = ()) -> None:
    """Write the DuckDB file with one view per table over the files beside it, and read each once through it.

    Views name their files in full: DuckDB looks for others where the reader was started. What the project says of
    tables and columns stands there as their comments.
    """
    file = place / VIEWS
    descriptions = {(one.schema, one.name): one for one in described}
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(str(file))} as served (storage_version {text(STORAGE)})")
        connection.begin()
        for table in version.tables:
            schema, name = double_quoted(table.schema), double_quoted(table.name)
            source = text(str((place / table.file).resolve()))
            connection.execute(f"create schema if not exists served.{schema}")
            connection.execute(f"create view served.{schema}.{name} as from read_parquet({source})")
            if relation := descriptions.get((table.schema, table.name)):
                describe(connection, f"served.{schema}.{name}", relation)
            [(n_rows,)] = connection.execute(f"select count(*) from served.{schema}.{name}").fetchall()  # noqa: S608  names are quoted
            if n_rows != table.n_rows:
                raise WarehouseError(f"{table.file} holds {n_rows} rows, not the {table.n_rows} that were written.")
        connection.commit()


def describe(connection: duckdb.DuckDBPyConnection, view: str, relation: Relation) -> None:
    """Put the descriptions of a relation on its view, those of columns that the view has."""
    there = {column for column, *_ in connection.execute(f"describe {view}").fetchall()}
    said = [f"comment on view {view} is {text(relation.description)}"] if relation.description else []
    said += [
        f"comment on column {view}.{double_quoted(name)} is {text(description)}"
        for name, description in relation.columns.items()
        if name in there
    ]
    for statement in said:
        connection.execute(statement)


def write_manifest(version: Version, place: Path) -> None:
    """Write what a version holds beside it, once all of it is on the disk; this makes it a finished one."""
    unnamed = place / f"{MANIFEST}.tmp"
    unnamed.write_text(json.dumps(asdict(version), indent=1) + "\n", encoding="utf-8")
    for path in (*place.iterdir(), place):
        to_disk(path)
    unnamed.rename(place / MANIFEST)
    to_disk(place)


def switch(folder: Path, name: str) -> None:
    """Make a version the current one, by one renaming."""
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / name)
    link.rename(folder / CURRENT)
    to_disk(folder)


def remove_old(folder: Path, keep: int) -> None:
    """Remove all but the latest versions; the current one always stays."""
    for version in versions(folder)[keep:]:
        if version.name != current(folder):
            shutil.rmtree(folder / "versions" / version.name)


def is_whole(place: Path, table: PublishedTable) -> bool:
    """Whether a table's file is as it was published."""
    file = place / table.file
    return file.exists() and file.stat().st_size == table.n_bytes and sha256(file) == table.sha256


def to_disk(path: Path) -> None:
    """Have a file or a folder written through, so that it outlasts a failing machine."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(file: Path) -> str:
    """The sha256 of a file, read piece by piece."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sql_name(relation: Relation) -> str:
    """A relation as it stands in SQL."""
    return f"{double_quoted(relation.schema)}.{double_quoted(relation.name)}"


def text(value: str) -> str:
    """A text as it stands in SQL."""
    return "'" + value.replace("'", "''") + "'"
