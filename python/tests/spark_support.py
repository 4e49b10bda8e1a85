"""Builds on Spark for the tests, and whether it can run here."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest
from customer360.compare import compare, keyed_tables
from customer360.spark_setup import spark_missing
from dbt.contracts.graph.manifest import Manifest
from warehouse import ONLINE_RETAIL, TESTS, parsed, run_dbt

#: So that a subset of customers stays whole; guests are one customer.
ONE_IN_TWENTY = "where hash(coalesce(cast(\"Customer ID\" as varchar), 'guest' || Invoice)) % 20 = 0"
NO_TESTS = ["--exclude-resource-type", *TESTS]

# Every query is short and asked once: Java's second compiler costs more than it saves, as do several threads for
# garbage. Results are the same. What is compiled for a whole build needs more room than Java gives a single compiler.
# Plans are garbage soon after: in the little room that Java begins with, collecting it is an eighth of all its work.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=512m"
# What outer joins imply takes the optimiser most of its time where long projections meet, and no row depends on it.
PLANS = "-Dspark.sql.constraintPropagation.enabled=false"
COMPILED = f"{JAVA} -Xms1500m -Xmn800m -XX:MetaspaceSize=512m {PLANS}"
# Compiling Java for queries of few rows takes up to a sixth of what Spark does here; test_spark_kills has it done.
INTERPRETED = "-Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN"
os.environ.setdefault("SPARK_SUBMIT_OPTS", f"{COMPILED} {INTERPRETED}")


def spark_session() -> Any:
    """The session of this process."""
    return import_module("pyspark.sql").SparkSession.builder.getOrCreate()


# A machine without Java 17 can test all but Spark; `make test` says so before it starts.
needs_spark = pytest.mark.skipif(spark_missing() is not None, reason=str(spark_missing()))


def end_spark() -> None:
    """End the session and its Java, whose memory and stack the next session of this process could not choose anew."""
    context = import_module("pyspark").SparkContext
    spark_session().stop()
    gateway = context._gateway
    context._gateway = context._jvm = None
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()


@dataclass
class Spark:
    """A metastore and a warehouse folder, used by one Spark session of this process for all builds of these tests."""

    folder: Path

    def manifest(self, inputs: Iterable[str] | None = None) -> Manifest:
        found = parsed("customer360", inputs, left_out=(), target="spark")
        assert found
        return found

    def dbt(self, *arguments: str, variables: Mapping[str, Any] | None = None) -> Any:
        variables = variables or {}
        command = [*arguments, "--target", "spark", "--vars", json.dumps(variables)]
        return run_dbt(command, self.folder, self.manifest(variables.get("inputs")))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        arrow = import_module("customer360.spark_warehouse").arrow
        columns = [column.to_pylist() for column in arrow(spark_session().sql(query)).columns]
        return list(zip(*columns, strict=True))

    def compared(self, database: Path, names: Container[str] | None = None) -> dict[str, object]:
        """What differs from a DuckDB build, by table, of all tables or some; empty when nothing does."""
        tables = keyed_tables(self.folder / "target" / "manifest.json")
        tables = [table for table in tables if names is None or table.name in names]
        return {one.table.name: one for one in compare(f"duckdb:{database}", "spark", tables) if not one.is_equal}


def sample(target: Path, clause: str = ONE_IN_TWENTY) -> Path:
    """One customer in twenty of Online Retail II."""
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_parquet('{ONLINE_RETAIL}') {clause}) to '{target}' (format parquet)")
    return target
