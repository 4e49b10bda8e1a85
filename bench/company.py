"""The build of simulated companies, each ten times the one before, against a bare scan of the same files.

`make bench SCALE=100000` builds 1,000, 10,000 and 100,000 people. The companies stay in target/bench, which
`make clean` removes. Models, seeds and data tests run; unit tests do not depend on the data and are left out.
"""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from measuring import HERE, CommandFailedError, Row, dbt_build, print_markdown, read_json, run

CACHE = HERE.parent / "target" / "bench"
SEED = 1
STEPS = (100, 10, 1)
#: Shorter nodes are all start-up, which says nothing of growth.
LEAST_SECONDS = 0.5
MOST_NODES = 20
NOTES = """\
Bare scan: every column of every file read once, with a checksum, in DuckDB alone. Staging and judging: the models that
type, standardise and judge every raw row. Whole build: `dbt build` without unit tests, the start of dbt included.
MB: of compressed Parquet. Peak: of the whole process. Nodes run one after the other, so their seconds add up."""


class Scan(NamedTuple):
    """A bare scan: seconds, rows, bytes and peak memory in MB."""

    seconds: float
    rows: int
    size: int
    peak: float


class Node(NamedTuple):
    """A model, seed or test of one build, and its seconds."""

    name: str
    is_test: bool
    is_staging: bool
    seconds: float


class Measured(NamedTuple):
    """A company, scanned and built."""

    people: int
    scan: Scan
    nodes: list[Node]
    whole: float
    peak: float

    @property
    def staging(self) -> float:
        """Seconds of staging and judging."""
        return sum(node.seconds for node in self.nodes if node.is_staging)

    @property
    def models(self) -> float:
        """Seconds of all models and seeds."""
        return sum(node.seconds for node in self.nodes if not node.is_test)

    @property
    def tests(self) -> float:
        """Seconds of the data tests."""
        return sum(node.seconds for node in self.nodes if node.is_test)


def company(people: int) -> Path:
    """The folder of a company, written if it is not there yet."""
    folder = CACHE / f"people_{people}"
    if not folder.exists():
        print(f"Simulating {people:,} people ...", file=sys.stderr, flush=True)
        unfinished = folder.with_suffix(".part")
        arguments: list[str | Path] = [
            "--people",
            str(people),
            "--seed",
            str(SEED),
            "--format",
            "parquet",
            "--out",
            unfinished,
        ]
        run("simulate", sys.executable, "-m", "customer360.cli", "simulate", *arguments)
        unfinished.rename(folder)
    return folder


def scan(folder: Path) -> Scan:
    """Read all files of a company."""
    child = run("bare scan", sys.executable, HERE / "company_scan.py", folder)
    seconds, rows, size = child.printed.split()
    return Scan(float(seconds), int(rows), int(size), child.peak)


def measure(people: int) -> Measured:
    """Scan and build a company."""
    raw = company(people)
    print(f"Building {people:,} people ...", file=sys.stderr, flush=True)
    scanned = scan(raw)
    inputs = {file.stem: {"location": str(file)} for file in sorted(raw.glob("*.parquet"))}
    with tempfile.TemporaryDirectory() as spot:
        folder = Path(spot)
        child = dbt_build(
            folder,
            *("--target", "duckdb", "--exclude-resource-type", "unit_test", "--vars", json.dumps({"inputs": inputs})),
            CUSTOMER360_DB=str(folder / "bench.duckdb"),
        )
        nodes = [
            node_of(result["unique_id"], result["execution_time"])
            for result in read_json(folder / "target" / "run_results.json")["results"]
        ]
    return Measured(people, scanned, nodes, child.wall, child.peak)


def node_of(unique_id: str, seconds: float) -> Node:
    """A node by dbt's id of it."""
    kind, _, name = unique_id.split(".", 2)
    is_staging = kind == "model" and (name.startswith("stg_") or name.endswith("_judged"))
    return Node(name, kind == "test", is_staging, seconds)


def throughput_rows(measured: list[Measured]) -> list[Row]:
    """How fast rows go through, company by company."""
    rows: list[Row] = []
    for one in measured:
        bare = one.scan
        for name, seconds, peak in (
            ("bare scan", bare.seconds, f"{bare.peak:,.0f}"),
            ("staging and judging", one.staging, ""),
            ("all models and seeds", one.models, ""),
            ("data tests", one.tests, ""),
            ("whole build", one.whole, f"{one.peak:,.0f}"),
        ):
            speeds = (f"{bare.rows / seconds:,.0f}", f"{bare.size / 1e6 / seconds:,.1f}")
            rows.append((f"{one.people:,}", name, f"{seconds:,.2f}", *speeds, f"{seconds / bare.seconds:,.1f}", peak))
    return rows


def growth_rows(measured: list[Measured]) -> list[Row]:
    """What grew from one company to the next, as multiples, and whether time grew no faster than the data."""
    rows: list[Row] = []
    for before, after in pairwise(measured):
        data = after.scan.rows / before.scan.rows
        parts = {
            "bare scan": after.scan.seconds / before.scan.seconds,
            "staging and judging": after.staging / before.staging,
            "all models and seeds": after.models / before.models,
            "data tests": after.tests / before.tests,
            "whole build": after.whole / before.whole,
            "peak memory of the build": after.peak / before.peak,
        }
        step = f"{before.people:,} to {after.people:,}"
        for name, grown in parts.items():
            rows.append((step, name, f"{data:.2f}", f"{grown:.2f}", "yes" if grown <= data else "NO"))
    return rows


def slowest_rows(before: Measured, after: Measured) -> list[Row]:
    """The slowest nodes of the largest company, with their growth from the one before."""
    earlier = {node.name: node.seconds for node in before.nodes}
    data = after.scan.rows / before.scan.rows
    rows: list[Row] = []
    for node in sorted(after.nodes, key=lambda node: -node.seconds)[:MOST_NODES]:
        if node.seconds < LEAST_SECONDS:
            break
        grown = node.seconds / max(earlier.get(node.name, 0.0), 1e-3)
        share = f"{100 * node.seconds / after.whole:.1f} %"
        rows.append((node.name, f"{node.seconds:,.2f}", share, f"{grown:.2f}", "yes" if grown <= data else "NO"))
    return rows


def measure_companies(people: int) -> None:
    """Measure companies of a hundredth, a tenth and the whole of so many people, and print the tables."""
    measured: list[Measured] = []
    failed = False
    for step in STEPS:
        try:
            measured.append(measure(max(1, people // step)))
        except CommandFailedError as failure:  # what the smaller ones took is shown all the same
            print(failure, file=sys.stderr)
            failed = True
            break
    sizes: list[Row] = [
        (f"{one.people:,}", f"{one.scan.rows:,}", f"{one.scan.size / 1e6:,.1f}", str(len(one.nodes)))
        for one in measured
    ]
    print_markdown("Companies", ("people", "rows", "MB", "nodes built"), sizes)
    header: Row = ("people", "", "seconds", "rows/s", "MB/s", "x bare scan", "peak MB")
    print_markdown("Against the bare scan", header, throughput_rows(measured))
    header = ("people", "", "x data", "grown x", "no faster than the data")
    print_markdown("Growth", header, growth_rows(measured))
    header = ("node", "seconds", "of the build", "grown x", "no faster than the data")
    for before, after in list(pairwise(measured))[-1:]:
        title = f"The slowest nodes at {after.people:,} people, grown from {before.people:,}"
        print_markdown(title, header, slowest_rows(before, after))
    print(f"\n{NOTES}")
    if failed:
        sys.exit(1)
