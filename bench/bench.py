"""Time and memory of the dbt build as ratios, all measured in one run.

`make bench` builds Online Retail II beside pandas and on both engines, resolves a million records (identity.py),
compares the way from raw order lines of 100,000 customers, in CSV and in Parquet, to their histories with a
hand-written script, pandas and polars (describe.py), sets a whole build of as many and its predictions against a bare
scan (predict.py), and fits purchase models of a million customers beside Lifetimes (purchases.py); `make bench
SCALE=100000` builds simulated companies of up to so many people (company.py). Every part runs in a process of its own.
It only reports: nothing passes or fails by its time.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from company import measure_companies
from describe import measure_describing
from identity import measure_identity
from matching import measure_matching
from measuring import CHECKS, HERE, ONLINE_RETAIL_VARS, Child, Row, compare, dbt_build, print_table, read_json, run
from predict import measure_predicting
from purchases import measure_purchases
from scaling import measure_sizes

SLOWEST = 15
#: The models that make the tables of pandas_peer.py are these and all before them; pandas does not match refunds.
END_TABLES = {
    "row_reconciliation",
    "revenue_reconciliation",
    "products",
    "customer_orders",
    "rfm_scores",
    "lifecycle_stages",
}
END_TABLES |= {"rfm_scores_monthly", "lifecycle_transitions"}
NOT_IN_PANDAS = {"int_refund_matches"}
KINDS = {"seed": "seeds", "test": "data tests", "unit_test": "unit tests", "operation": "hooks"}


class Node(NamedTuple):
    """One executed node of dbt: its name, its kind, its seconds."""

    name: str
    kind: str
    seconds: float


def build(folder: Path) -> tuple[Child, dict[str, Node]]:
    """Build everything into a fresh database file in the folder; the nodes come by their unique ids."""
    variables = ONLINE_RETAIL_VARS.read_text()
    child = dbt_build(folder, "--target", "duckdb", "--vars", variables, CUSTOMER360_DB=str(folder / "bench.duckdb"))
    manifest = read_json(folder / "target" / "manifest.json")
    nodes = {}
    for result in read_json(folder / "target" / "run_results.json")["results"]:
        resource, _, name = result["unique_id"].split(".", 2)
        kind = KINDS.get(resource) or {"sql": "SQL models"}.get(manifest["nodes"][result["unique_id"]]["language"])
        nodes[result["unique_id"]] = Node(name, kind or "Python models", result["execution_time"])
    return child, nodes


def models_of_pandas(manifest: dict[str, Any]) -> set[str]:
    """The unique ids of the models whose work pandas_peer.py does too."""
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    waiting = [key for key, node in models.items() if node["name"] in END_TABLES]
    found: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in models and key not in found and models[key]["name"] not in NOT_IN_PANDAS:
            found.add(key)
            waiting += models[key]["depends_on"]["nodes"]
    return found


def measure(repeat: int, folder: Path) -> None:
    """Run everything in the folder and print the report; of several runs, the medians."""
    scan = run("raw scan", sys.executable, HERE / "raw_scan.py")
    builds, pandas = [], []
    for _ in range(repeat):
        (folder / "bench.duckdb").unlink(missing_ok=True)
        builds.append(build(folder))
        pandas.append(run("pandas", sys.executable, HERE / "pandas_peer.py", folder))
    n_totals = compare(folder / "bench.duckdb", {name: folder / f"{name}.parquet" for name in CHECKS}, "pandas")

    bare = float(scan.printed)
    whole = median(child.wall for child, _ in builds)
    nodes = {
        key: node._replace(seconds=median(b[key].seconds for _, b in builds)) for key, node in builds[0][1].items()
    }
    kinds: Counter[str] = Counter(node.kind for node in nodes.values())
    parts = {f"  {kind} ({n})": sum(x.seconds for x in nodes.values() if x.kind == kind) for kind, n in kinds.items()}
    parts["  dbt itself: start, parsing, between nodes"] = whole - sum(parts.values())
    both = models_of_pandas(read_json(folder / "target" / "manifest.json"))
    sql = sum(nodes[key].seconds for key in both)
    in_memory, written = (median(float(child.printed.split()[i]) for child in pandas) for i in (0, 1))

    print(f"data/online_retail_ii.parquet; runs of the build and of pandas: {repeat}")
    rows: list[Row] = [("bare scan and aggregate of the Parquet", f"{bare:.3f}", "", "1.0")]
    for name, seconds in ({"whole dbt build": whole} | dict(sorted(parts.items(), key=lambda part: -part[1]))).items():
        rows.append((name, f"{seconds:.2f}", f"{100 * seconds / whole:.1f} %", f"{seconds / bare:.1f}"))
    print_table("1. The build against a bare scan", ("", "seconds", "share", "x scan"), rows)

    title = f"2. The tables that both make: {len(both)} SQL models against pandas; they agree on all {n_totals} totals"
    rows = [
        ("SQL, written to the database", f"{sql:.2f}", f"{sql / in_memory:.2f}", f"{sql / written:.2f}"),
        ("pandas, in memory", f"{in_memory:.2f}", "1.00", ""),
        ("pandas, end tables written as Parquet", f"{written:.2f}", "", "1.00"),
    ]
    print_table(title, ("", "seconds", "x pandas in memory", "x pandas written"), rows)

    slowest = sorted(nodes.values(), key=lambda node: -node.seconds)[:SLOWEST]
    rows = [(node.name, f"{node.seconds:.2f}", f"{100 * node.seconds / whole:.1f} %") for node in slowest]
    print_table(f"3. The slowest {SLOWEST} nodes", ("", "seconds", "of the build"), rows)

    rows = []
    for name, children in {"dbt build": [c for c, _ in builds], "pandas": pandas, "raw scan": [scan]}.items():
        wall, cpu, peak = (median(measured) for measured in list(zip(*children, strict=True))[:3])
        rows.append((name, f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}", f"{peak / scan.peak:.1f}"))
    print_table("4. Whole processes, start included", ("", "seconds", "CPU s", "peak MB", "x scan's peak"), rows)


def print_machine() -> None:
    """Print what the times were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb", "pandas"))
    print(f"{os.cpu_count()} cores, {memory:.0f} GB memory, Python {platform.python_version()}, {versions}")


def size(text: str) -> float:
    """A size for --copies: above 0."""
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="runs of build and pandas (default 1)")
    parser.add_argument("--copies", type=size, nargs="+", default=[1.0], metavar="N",
                        help="sizes for the comparison of the engines: the data N times over (default 1); "
                             "below 1, a sample of the customers")  # fmt: skip
    parser.add_argument("--only-copies", action="store_true", help="leave out everything but that comparison")
    parser.add_argument("--people", type=int, metavar="N",
                        help="instead, simulated companies of N / 100, N / 10 and N people")  # fmt: skip
    options = parser.parse_args()
    print_machine()
    if options.people:
        measure_companies(options.people)
        sys.exit()
    if not options.only_copies:
        with tempfile.TemporaryDirectory() as spot:
            measure(max(1, options.repeat), Path(spot))
        measure_identity()
        measure_matching()
        measure_describing()
        measure_predicting()
        measure_purchases()
    measure_sizes(options.copies)
