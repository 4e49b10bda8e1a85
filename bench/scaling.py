"""How the build grows with the data, on DuckDB and on Spark, side by side in one run.

A build is split by its own record of time, not by a second run: start-up is from the start of the process to the start
of the first node or hook in run_results.json (imports, parsing from nothing, and on Spark the JVM and its session);
the nodes are from there to the end of the last one by the clock, because on Spark several run at once; the end is the
rest. Data tests and unit tests are left out: only seeds, models and the hooks before them run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml
from customer360.spark_setup import spark_missing
from measuring import (
    CHECKS,
    HERE,
    ONLINE_RETAIL_VARS,
    Child,
    CommandFailedError,
    DisagreementError,
    Row,
    compare,
    dbt_build,
    print_table,
    read_json,
    run,
)

ENGINES = {"duckdb": "DuckDB", "spark": "Spark"}
NOTES = """\
  size: the data so many times over, with other customers and orders in each copy; products and days stay as they are
  start-up: from the start of the process to the first hook or node; nodes: from there to the end of the last by the
  clock; end: the rest. Spark compiles its code within the nodes too, which weighs most where the data are small.
  peak: of the process and its children, the JVM included; their own peaks (VmHWM), added up"""


class Build(NamedTuple):
    """One build of one size on one engine, in seconds and MB."""

    whole: float
    start_up: float
    nodes: float
    end: float
    peak: float


class Size(NamedTuple):
    """The data so many times over: their rows, and the build on each engine; None where it failed."""

    factor: float
    rows: int
    builds: dict[str, Build | None]
    agreement: str = ""

    def label(self) -> str:
        """The size in words."""
        return f"{self.factor:g}x"


def inputs(location: Path) -> str:
    """Online Retail II with the file in the place of its own, as --vars takes it."""
    variables = yaml.safe_load(ONLINE_RETAIL_VARS.read_text())
    variables["inputs"]["order_lines"]["location"] = str(location)
    return json.dumps(variables)


def split(child: Child, folder: Path) -> Build:
    """The parts of a finished build whose record dbt left in the folder."""
    results = read_json(folder / "target" / "run_results.json")["results"]
    moments = [
        datetime.fromisoformat(timing[moment]).timestamp()
        for result in results
        for timing in result["timing"]
        for moment in ("started_at", "completed_at")
    ]
    start_up, nodes = min(moments) - child.started, max(moments) - min(moments)
    return Build(child.wall, start_up, nodes, child.wall - start_up - nodes, child.peak)


def build(engine: str, data: Path, folder: Path) -> Build | None:
    """Build seeds and models of the data on one engine into the folder; None if that fails, with its last lines."""
    places = {"CUSTOMER360_DB": str(folder / "bench.duckdb"), "CUSTOMER360_SPARK": str(folder / "spark")}
    only = ["--resource-type", "model", "--resource-type", "seed"]
    try:
        child = dbt_build(folder / engine, "--target", engine, *only, "--vars", inputs(data), **places)
    except CommandFailedError as failure:  # where an engine gives up is part of the answer
        print(failure, file=sys.stderr)
        return None
    return split(child, folder / engine)


def measure_size(factor: float, engines: Sequence[str], folder: Path) -> Size:
    """Write the data of one size and build them on each engine; where all succeed, compare their tables."""
    data = folder / "order_lines.parquet"
    rows = int(run("enlarging", sys.executable, HERE / "enlarge.py", str(factor), data).printed)
    builds = {}
    for engine in engines:
        print(f"Building {rows:,} rows on {ENGINES[engine]} ...", file=sys.stderr, flush=True)
        builds[engine] = build(engine, data, folder)
    both = len(engines) > 1 and None not in builds.values()
    return Size(factor, rows, builds, agreement(folder) if both else "")


def agreement(folder: Path) -> str:
    """What the two finished builds in the folder have in common, in words; views are no files and are left out."""
    tables = {path.name: path / "**" / "*.parquet" for path in (folder / "spark" / "warehouse").glob("*/*")}
    shared = {name: tables[name] for name in CHECKS if name in tables}
    try:
        n_totals = compare(folder / "bench.duckdb", shared, "Spark")
    except DisagreementError as difference:  # the times that were measured are shown all the same
        return str(difference)
    return f"the engines agree on all {n_totals} totals of {len(shared)} tables"


def ratio(of: float, to: float) -> str:
    """How many times as much."""
    return f"{of / to:.2f}"


def size_rows(size: Size) -> list[Row]:
    """The lines of one size in the table."""
    rows: list[Row] = []
    by_duckdb = size.builds["duckdb"]
    for engine, built in size.builds.items():
        name = (f"{size.label()} {ENGINES[engine]}", f"{size.rows:,}")
        if built is None:
            rows.append((*name, "failed", *[""] * 6))
            continue
        times = [f"{seconds:.1f}" for seconds in built[:4]]
        ratios = [ratio(built.nodes, by_duckdb.nodes), ratio(built.whole, by_duckdb.whole)] if by_duckdb else ["", ""]
        rows.append((*name, *times, f"{built.peak:.0f}", *ratios))
    return rows


def growth_rows(before: Size, after: Size) -> list[Row]:
    """What grew from one size to the next, engine by engine, as multiples."""
    rows: list[Row] = []
    for engine, built in after.builds.items():
        earlier = before.builds[engine]
        if built and earlier:
            name = f"{before.label()} to {after.label()} {ENGINES[engine]}"
            grown = [ratio(*pair) for pair in zip(built, earlier, strict=True)]
            rows.append((name, ratio(after.rows, before.rows), grown[2], grown[0], grown[4]))
    return rows


def winners(sizes: Sequence[Size]) -> list[str]:
    """Which engine took less time at which size, by the whole process."""
    lines = []
    for size in sizes:
        finished = {engine: built.whole for engine, built in size.builds.items() if built}
        if len(size.builds) > 1 and finished:
            first = min(finished, key=lambda engine: finished[engine])
            lines.append(f"{size.label()} ({size.rows:,} rows): {ENGINES[first]}")
    return lines


def report(sizes: Sequence[Size], skipped: str | None) -> None:
    """Print the tables."""
    header: Row = ("size, engine", "rows", "whole s", "start-up s", "nodes s", "end s", "peak MB")
    header += ("nodes x DuckDB", "whole x DuckDB")
    print_table("5. Sizes and engines: seeds and models alone", header, [row for s in sizes for row in size_rows(s)])
    print(NOTES)
    if skipped:
        print(f"  Spark is skipped: {skipped}")
    else:
        memory = os.environ.get("CUSTOMER360_SPARK_MEMORY", "4g")
        print(f"  pyspark {version('pyspark')} in this machine alone, spark.driver.memory {memory}")
    for size in sizes:
        if size.agreement:
            print(f"  {size.label()}: {size.agreement}")
    growth = [row for before, after in pairwise(sizes) for row in growth_rows(before, after)]
    if growth:
        print_table("6. Growth from size to size", ("", "x rows", "x nodes s", "x whole s", "x peak MB"), growth)
    if won := winners(sizes):
        print(f"\n  Less time for the whole build: {'; '.join(won)}")


def measure_sizes(factors: Sequence[float]) -> None:
    """Build every size on every engine that is here, smallest first, and print the tables."""
    skipped = spark_missing()
    engines = ["duckdb"] if skipped else list(ENGINES)
    sizes = []
    for factor in sorted(set(factors)):
        # The JVM outlives the process by a moment and clears up its own files.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            sizes.append(measure_size(factor, engines, Path(folder)))
    report(sizes, skipped)
