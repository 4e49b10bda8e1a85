"""A finished build on Spark; the only module of the package that needs pyspark."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from dbt.adapters.spark.connections import SparkCredentials
from py4j.protocol import Py4JError
from pyspark import SparkContext, StorageLevel
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession, functions

from customer360.spark_setup import INSTALL_JAVA, OLDEST_JAVA, java_version, prepare_python
from customer360.warehouses import READ_ROWS, MissingTableError, Result, WarehouseError, without_zones


@contextmanager
def open_spark(target: str, output: Mapping[str, Any]) -> Iterator[SparkWarehouse]:
    """Open a Spark session as dbt-spark's session method does, and end it unless it was there before.

    Raises:
        WarehouseError: Java is missing, the metastore is in use, or there is no finished build.
    """
    if output.get("method") != "session":
        raise WarehouseError(f"The target '{target}' does not use the method session, the only one that can be read.")
    credentials = SparkCredentials.from_dict({name: output[name] for name in output if name not in ("type", "threads")})
    settings = credentials.server_side_parameters
    # The active session is one of the thread; dbt's lives in another.
    running = SparkSession.builder.getOrCreate() if SparkContext._active_spark_context else None
    require_metastore(settings, running)
    session = running or start_spark(settings)
    try:
        warehouse = SparkWarehouse(session, target, str(output["schema"]), settings.get("spark.sql.warehouse.dir"))
        warehouse.enter()
        yield warehouse
    finally:
        if running is None:
            session.stop()


def require_metastore(settings: Mapping[str, str], running: SparkSession | None) -> None:
    """Stop before Spark makes an empty metastore where none is, or reads that of another session.

    Raises:
        WarehouseError: the metastore's folder is not there, or a running session of this process uses another one.
    """
    name = "spark.hadoop.javax.jdo.option.ConnectionURL"
    wanted = settings.get(name)
    folder = re.search(r"jdbc:derby:.*databaseName=([^;]+)", wanted or "")
    if folder and not Path(folder[1]).exists():
        raise WarehouseError(f"There is no Spark warehouse at {Path(folder[1]).parent}: run `dbt build` on it first.")
    if running is not None and running.sparkContext.getConf().get(name) != wanted:
        raise WarehouseError("This process has a Spark session on another metastore already: use a process of its own.")


def start_spark(settings: Mapping[str, str]) -> SparkSession:
    """Start a session with these settings.

    Raises:
        WarehouseError: Java is missing or too old, or Spark does not start.
    """
    if java_version() < OLDEST_JAVA:
        raise WarehouseError(INSTALL_JAVA)
    prepare_python()
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with muted_stderr():
            return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        if "JAVA_GATEWAY_EXITED" in str(error):
            raise WarehouseError(INSTALL_JAVA) from error
        raise WarehouseError(f"Spark does not start: {first_line(error)}") from error


@contextmanager
def muted_stderr() -> Iterator[None]:
    """Send stderr nowhere; a Java process started meanwhile stays mute, as its greeting cannot be turned off."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@dataclass(frozen=True)
class SparkWarehouse:
    """The databases that dbt build wrote with Spark; each layer has one, with the target's schema as prefix."""

    session: SparkSession
    target: str
    schema: str
    folder: str | None

    @property
    def option(self) -> str:
        """The target."""
        return f" --target {self.target}"

    @property
    def place(self) -> str:
        """The database and, where the profile names one, its folder."""
        folder = f"{Path(self.folder).resolve()}, " if self.folder and "://" not in self.folder else ""
        return f"{folder}database {self.schema} (Spark)"

    def enter(self) -> None:
        """Make the target's database the current one.

        Raises:
            WarehouseError: it is not there, or another process holds the metastore.
        """
        try:
            with self.failures():
                self.session.sql(f"use {back_quoted(self.schema)}")
        except MissingTableError as error:
            raise WarehouseError(
                f"Spark has no database {self.schema}: run `dbt build --target {self.target}` first."
            ) from error

    def table(self, layer: str, name: str) -> str:
        """Layers are databases named after the target's schema."""
        return f"{back_quoted(f'{self.schema}_{layer}')}.{back_quoted(name)}"

    def tables(self) -> set[str]:
        """Tables and views of the target's database."""
        return {str(row[1]) for row in self.query("show tables").rows}

    def query(self, query: str) -> Result:
        """Run one query; a statement that could change anything does not parse inside the parentheses."""
        only_looks = re.match(r"\s*(show|describe|desc|explain)\b", query, re.IGNORECASE)
        statement = query if only_looks else f"select * from (\n{query.rstrip().rstrip(';')}\n)"  # noqa: S608  the user's own query
        with self.failures():
            table = arrow(self.session.sql(statement))
        columns = [column.to_pylist() for column in table.columns]
        return Result(table.column_names, list(zip(*columns, strict=True)))

    def batches(self, name: str, key: Sequence[str]) -> pa.RecordBatchReader:
        """Spark gives whole results only, so the rows are parted on the executors' disks and asked for part by part."""
        with self.failures():
            frame = self.session.table(back_quoted(name))
            n_parts = max(1, math.ceil(frame.count() / READ_ROWS))
            schema = arrow(frame.limit(0)).schema

        def parts() -> Iterator[pa.RecordBatch]:
            parted = frame.repartition(n_parts, *map(back_quoted, key)).persist(StorageLevel.DISK_ONLY)
            try:
                for part in range(n_parts):
                    with self.failures():
                        table = arrow(parted.where(functions.spark_partition_id() == part))
                    yield from table.to_batches()
            finally:
                parted.unpersist()

        return pa.RecordBatchReader.from_batches(schema, parts())

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Spark's errors as those of this module, each in one line."""
        try:
            yield
        except (PySparkException, Py4JError) as error:
            if "SessionHiveMetaStoreClient" in str(error):
                raise WarehouseError(
                    "The Spark metastore cannot be opened; an embedded one serves one process at a time: "
                    "wait for the other process, such as a running build, to end."
                ) from error
            missing = re.search(r"\[(TABLE_OR_VIEW|SCHEMA)_NOT_FOUND\]", str(error))
            raise (MissingTableError if missing else WarehouseError)(
                f"The query failed: {first_line(error)}"
            ) from error


def arrow(frame: DataFrame) -> pa.Table:
    """All rows of a data frame."""
    table = frame.toArrow()
    return table.cast(without_zones(table.schema))


def first_line(error: Exception) -> str:
    """The message without the stack trace that follows it."""
    return str(error).strip().partition("\n")[0]


def back_quoted(identifier: str) -> str:
    """An identifier as Spark takes it."""
    return "`" + identifier.replace("`", "``") + "`"
