"""Time and memory of the dbt build as ratios, all measured in one run: `make bench`.

Every part runs in a process of its own. It only reports: nothing passes or fails by its time.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
SLOWEST = 15
LAST_LINES = 30
HALF_A_CENT = 0.005
#: The models that make the tables of pandas_peer.py are these and all before them; pandas does not match refunds.
END_TABLES = {"row_reconciliation", "revenue_reconciliation", "products", "customers", "rfm_scores", "lifecycle_stages"}
END_TABLES |= {"rfm_scores_monthly", "lifecycle_transitions"}
NOT_IN_PANDAS = {"int_refund_matches"}
#: What must be the same in the tables of dbt and of pandas.
CHECKS = {
    "order_items": "count(*), sum(line_amount), sum(quantity)",
    "duplicate_rows": "count(*), sum(line_amount)",
    "quarantined_rows": "count(*), sum(line_amount), histogram(quarantine_rule)",
    "orders": "count(*), sum(n_lines), sum(n_products), sum(units), histogram(country_name)",
    "customers": "count(*), sum(n_orders), sum(sales_amount), sum(net_revenue_amount), histogram(country_name)",
    "products": "count(*), sum(n_orders), sum(units_sold), sum(net_revenue_amount), count(distinct product_name)",
    "int_customer_snapshots": "count(*), sum(recency_days), sum(median_gap_days), sum(order_amount_90d)",
    "rfm_scores": "count(*), histogram(segment), histogram(fixed_segment)",
    "rfm_scores_monthly": "count(*), sum(r_score), sum(f_score), sum(m_score), histogram(fixed_segment)",
    "lifecycle_stages": "count(*), histogram(stage)",
    "lifecycle_stages_monthly": "count(*), histogram(stage), sum(active_limit_days), sum(lapse_limit_days)",
    "lifecycle_transitions": "count(*), sum(n_customers), histogram(from_stage)",
}
Row = tuple[str, ...]
KINDS = {"seed": "seeds", "test": "data tests", "unit_test": "unit tests", "operation": "hooks"}


class Child(NamedTuple):
    """What one process took: seconds by the clock, seconds of CPU, peak memory in MB; and what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


class Node(NamedTuple):
    """One executed node of dbt: its name, its kind, its seconds."""

    name: str
    kind: str
    seconds: float


def run(name: str, *command: str | Path, **environment: str) -> Child:
    """Run a command to its end; if it fails, print its last lines and stop."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | environment, cwd=HERE.parent
        )
        _, status, usage = os.wait4(child.pid, 0)  # of this child alone, unlike getrusage(RUSAGE_CHILDREN)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if child.returncode:
        last = "\n".join(printed.splitlines()[-LAST_LINES:])
        sys.exit(f"{name} failed with exit code {child.returncode}. Its last lines:\n{last}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Child(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6, printed)


def dbt_build(folder: Path) -> tuple[Child, dict[str, Node]]:
    """Build everything into a fresh database file in the folder; the nodes come by their unique ids."""
    dbt, target = Path(sys.executable).with_name("dbt"), folder / "target"
    command: list[str | Path] = [dbt, "--quiet", "--no-use-colors", "build", "--no-partial-parse"]
    command += ["--target-path", target, "--log-path", folder / "logs"]
    child = run("dbt build", *command, CUSTOMER360_DB=str(folder / "bench.duckdb"))
    manifest = read_json(target / "manifest.json")
    nodes = {}
    for result in read_json(target / "run_results.json")["results"]:
        resource, _, name = result["unique_id"].split(".", 2)
        kind = KINDS.get(resource) or {"sql": "SQL models"}.get(manifest["nodes"][result["unique_id"]]["language"])
        nodes[result["unique_id"]] = Node(name, kind or "Python models", result["execution_time"])
    return child, nodes


def read_json(path: Path) -> Any:
    """A file of JSON."""
    return json.loads(path.read_text())


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


def compare(folder: Path) -> int:
    """Count the totals on which the tables of dbt and of pandas agree; stop if there is one on which they do not."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    n_totals = 0
    with duckdb.connect(str(folder / "bench.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'main,intermediate'")
        for name, totals in CHECKS.items():
            [by_dbt] = connection.table(name).aggregate(totals).fetchall()
            [by_pandas] = connection.read_parquet(str(folder / f"{name}.parquet")).aggregate(totals).fetchall()
            for ours, theirs in zip(by_dbt, by_pandas, strict=True):
                n_totals += 1
                if ours != theirs and (isinstance(ours, dict) or not math.isclose(ours, theirs, abs_tol=HALF_A_CENT)):
                    sys.exit(f"dbt and pandas disagree on {name} ({totals}):\n{by_dbt}\n{by_pandas}")
    return n_totals


def print_table(title: str, header: Row, rows: list[Row]) -> None:
    """Print an aligned table, its first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}")
    for first, *others in (header, *rows):
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        print(f"  {'   '.join(cells)}".rstrip())


def measure(repeat: int, folder: Path) -> None:
    """Run everything in the folder and print the report; of several runs, the medians."""
    scan = run("raw scan", sys.executable, HERE / "raw_scan.py")
    builds, pandas = [], []
    for _ in range(repeat):
        (folder / "bench.duckdb").unlink(missing_ok=True)
        builds.append(dbt_build(folder))
        pandas.append(run("pandas", sys.executable, HERE / "pandas_peer.py", folder))
    n_totals = compare(folder)

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

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb", "pandas"))
    print(f"{os.cpu_count()} cores, {memory:.0f} GB memory, Python {platform.python_version()}, {versions}")
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="runs of build and pandas (default 1)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spot:
        measure(max(1, options.repeat), Path(spot))
