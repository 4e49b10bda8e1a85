"""A whole build, its features to written predictions, and scoring alone, against a bare scan of the raw order lines.

`make bench` calls measure_predicting(); `python bench/predict.py [CUSTOMERS ...]` runs this part alone. For each size
(describe_data.py: twenty-five lines per customer, in Parquet) one build makes every table from the raw order lines, and
the CPU of every node is noted. Ratios of CPU do not depend on the number of cores, and little on what else the machine
does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from describe import READERS, SCAN
from measuring import HERE, Row, print_table, read_json, run

SIZES = (10_000, 100_000)
#: The first table of features that each model has, and its predictions.
FEATURES: tuple[str, ...] = (
    "churn_features",
    "int_cluster_rows",
    "purchase_summaries",
    "next_order_dates",
    "int_prospect_features",
    "demand_history",
)
PREDICTIONS: tuple[str, ...] = (
    "churn_predictions",
    "customer_clusters",
    "customer_value_predictions",
    "next_order_dates",
    "prospect_predictions",
    "demand_predictions",
)
WHOLE, SQL, PREDICTING, SCORING = (
    "whole build: seeds and models",
    "  its SQL models",
    "  its features to written predictions",
    "  of these scoring alone",
)
NOTE = "  training takes at most var max_training_rows rows; the peak is of the whole process"


class Measured(NamedTuple):
    """One size: rows of the raw order lines, CPU seconds of the scan and of each part by name, peak memory in MB."""

    rows: int
    scan: float
    parts: dict[str, float]
    peak: float


def reached(start: Sequence[str], neighbours: dict[str, list[str]], closed: Collection[str] = ()) -> set[str]:
    """The ids of the models of these names and of all that follow from them by a map of dbt's manifest, not through the
    closed ones."""
    waiting = [node for node in neighbours if node.rsplit(".", 1)[-1] in start and node.startswith("model.")]
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in found and node not in closed:
            found.add(node)
            waiting += neighbours.get(node, [])
    return found


def parts(seconds: dict[str, float], manifest: dict[str, Any]) -> dict[str, float]:
    """CPU seconds of each part by name.

    Scoring is what is left to do when the models are fitted already: neither trained nor read by training alone.
    """
    nodes = manifest["nodes"]
    trained = {node for node, entry in nodes.items() if "train" in entry["tags"]}
    features = reached(FEATURES, manifest["child_map"])
    members = {
        WHOLE: seconds.keys(),
        SQL: {
            node for node, entry in nodes.items() if entry["resource_type"] == "model" and entry["language"] == "sql"
        },
        PREDICTING: features & reached(PREDICTIONS, manifest["parent_map"]),
        SCORING: features & reached(PREDICTIONS, manifest["parent_map"], closed=trained),
    }
    return {part: sum(spent for node, spent in seconds.items() if node in chosen) for part, chosen in members.items()}


def measure(customers: int, folder: Path) -> Measured:
    """Scan and build a company of so many customers in the folder."""
    lines = folder / "lines.parquet"
    rows = run("order lines", sys.executable, HERE / "describe_data.py", str(customers), lines).printed
    scan = run("bare scan", sys.executable, "-c", SCAN.format(reader=READERS["parquet"]), lines).printed
    inputs = {"order_lines": {"location": str(lines), "cancellation_prefix": "C"}}
    child = run(
        "dbt build",
        *(sys.executable, HERE / "predict_nodes.py", folder, json.dumps({"inputs": inputs})),
        CUSTOMER360_DB=str(folder / "bench.duckdb"),
    )
    seconds = json.loads(child.printed.splitlines()[-1])
    manifest = read_json(folder / "target" / "manifest.json")
    return Measured(int(rows), float(scan), parts(seconds, manifest), child.peak)


def size_rows(one: Measured) -> list[Row]:
    """The parts of one size as rows of a table."""
    named = {"bare scan and aggregate per customer": one.scan} | one.parts
    return [
        (
            name,
            f"{one.rows:,}",
            f"{seconds:.2f}",
            f"{seconds / one.scan:.1f}",
            f"{one.peak:,.0f}" if name == WHOLE else "",
        )
        for name, seconds in named.items()
    ]


def growth_rows(measured: Sequence[Measured]) -> list[Row]:
    """How many times as much each part costs from one size to the next, beside the data."""
    return [
        (
            f"{before.rows:,} to {after.rows:,}",
            f"{after.rows / before.rows:.2f}",
            *(f"{after.parts[part] / before.parts[part]:.2f}" for part in (WHOLE, PREDICTING, SCORING)),
        )
        for before, after in pairwise(measured)
    ]


def measure_predicting(sizes: Sequence[int] = SIZES) -> None:
    """Measure each size in turn and print the tables."""
    measured = []
    for customers in sizes:
        with tempfile.TemporaryDirectory() as spot:
            measured.append(measure(customers, Path(spot)))
    rows = [row for one in measured for row in size_rows(one)]
    print_table("A whole build and its predictions", ("", "lines", "CPU s", "x scan", "peak MB"), rows)
    header: Row = ("lines", "x data", "build grown x", "predictions grown x", "scoring grown x")
    print_table("Their growth", header, growth_rows(measured))
    print(NOTE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", nargs="*", type=int, default=SIZES, help="default 10,000 and 100,000")
    measure_predicting(parser.parse_args().customers)
