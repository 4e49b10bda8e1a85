"""What the parts of the benchmark share: processes with their time and memory, dbt, equal totals, tables to print."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ONLINE_RETAIL_VARS = HERE.parent / "data" / "online_retail_ii.yml"
LAST_LINES = 30
HALF_A_CENT = 0.005
POLL_SECONDS = 0.2
#: What must be the same in the tables of both sides that are compared.
CHECKS = {
    "order_items": "count(*), sum(line_amount), sum(quantity)",
    "duplicate_rows": "count(*), sum(amount)",
    "quarantined_rows": "count(*), sum(amount), histogram(quarantine_rule)",
    "orders": "count(*), sum(n_lines), sum(n_products), sum(units), histogram(country_name)",
    "customer_orders": "count(*), sum(n_orders), sum(sales_amount), sum(net_revenue_amount), histogram(country_name)",
    "products": "count(*), sum(n_orders), sum(units_sold), sum(net_revenue_amount), count(distinct product_name)",
    "int_customer_snapshots": "count(*), sum(recency_days), sum(median_gap_days), sum(order_amount_90d)",
    "rfm_scores": "count(*), histogram(segment), histogram(fixed_segment)",
    "rfm_scores_monthly": "count(*), sum(r_score), sum(f_score), sum(m_score), histogram(fixed_segment)",
    "lifecycle_stages": "count(*), histogram(stage)",
    "lifecycle_stages_monthly": "count(*), histogram(stage), sum(active_limit_days), sum(lapse_limit_days)",
    "lifecycle_transitions": "count(*), sum(n_customers), histogram(from_stage)",
}
Row = tuple[str, ...]


class Child(NamedTuple):
    """What one process took: seconds by the clock, seconds of CPU, peak memory in MB; what it printed; its start."""

    wall: float
    cpu: float
    peak: float
    printed: str
    started: float


class CommandFailedError(SystemExit):
    """A command failed: unless someone catches it, the benchmark ends with the command's last lines."""


class DisagreementError(SystemExit):
    """Two sides made different tables: unless someone catches it, the benchmark ends with the difference."""


class MemoryWatch(threading.Thread):
    """Follows the memory of a process and all that it starts: Spark's is in a Java process under Python's.

    Linux keeps the peak of each process (VmHWM in /proc), so no spike is lost between two looks. The peaks of the
    processes that live at the same time are added up, though they need not have been at the same moment, and memory
    that two processes share counts twice: the sum is rather too high than too low. A process counts once it was seen
    twice: until a new one runs a program of its own, it shows the memory of the one that made it, here the whole JVM.
    Where /proc is missing the sum stays 0.
    """

    def __init__(self, pid: int) -> None:
        """Begin to watch the process."""
        super().__init__(daemon=True)
        self.pid, self.peak_kb, self.ended = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        """Look again and again until the end of the watch."""
        known: set[int] = set()
        while not self.ended.wait(POLL_SECONDS):
            peaks = tree_peaks(self.pid)
            self.peak_kb = max(self.peak_kb, sum(peak for pid, peak in peaks.items() if pid in known))
            known = set(peaks)

    def stop(self) -> float:
        """End the watch: the peak in MB."""
        self.ended.set()
        self.join()
        return self.peak_kb * 1024 / 1e6


def tree_peaks(root: int) -> dict[int, int]:
    """Peaks so far, in kB, of a process and of its living descendants, by process id."""
    parents: dict[int, int] = {}
    peaks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
        except OSError:  # it has ended meanwhile
            continue
        pid = int(path.parent.name)
        parents[pid], peaks[pid] = int(fields["PPid"]), int(fields.get("VmHWM", "0").split()[0])
    return {pid: peak for pid, peak in peaks.items() if root in ancestors(pid, parents)}


def ancestors(pid: int, parents: dict[int, int]) -> set[int]:
    """A process, its parent, and so on."""
    found: set[int] = set()
    while pid in parents and pid not in found:
        found.add(pid)
        pid = parents[pid]
    return found


def run(name: str, *command: str | Path, **environment: str) -> Child:
    """Run a command to its end.

    Raises:
        CommandFailedError: it failed; the error shows its last lines.
    """
    with tempfile.TemporaryFile("w+") as output:
        started, start = time.time(), time.perf_counter()
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | environment, cwd=HERE.parent
        )
        watch = MemoryWatch(child.pid)
        _, status, usage = os.wait4(child.pid, 0)  # of this child alone, unlike getrusage(RUSAGE_CHILDREN)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        tree_peak = watch.stop()
        output.seek(0)
        printed = output.read()
    if child.returncode:
        last = "\n".join(printed.splitlines()[-LAST_LINES:])
        raise CommandFailedError(f"{name} failed with exit code {child.returncode}. Its last lines:\n{last}")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = max(usage.ru_maxrss * unit / 1e6, tree_peak)
    return Child(wall, usage.ru_utime + usage.ru_stime, peak, printed, started)


def dbt_build(folder: Path, *arguments: str, **environment: str) -> Child:
    """Build with everything that dbt writes beside the tables in the folder; parsed from nothing."""
    dbt = Path(sys.executable).with_name("dbt")
    command: list[str | Path] = [dbt, "--quiet", "--no-use-colors", "build", "--no-partial-parse", *arguments]
    command += ["--target-path", folder / "target", "--log-path", folder / "logs"]
    return run("dbt build", *command, **environment)


def read_json(path: Path) -> Any:
    """A file of JSON."""
    return json.loads(path.read_text())


def compare(database: Path, others: Mapping[str, Path], other: str) -> int:
    """Count the totals on which DuckDB's tables and the Parquet files of the other side, by table, agree.

    Raises:
        DisagreementError: a total differs.
    """
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    n_totals = 0
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set search_path = 'main,intermediate'")
        for name, files in others.items():
            totals = CHECKS[name]
            [by_duckdb] = connection.table(name).aggregate(totals).fetchall()
            [by_other] = connection.read_parquet(str(files)).aggregate(totals).fetchall()
            for ours, theirs in zip(by_duckdb, by_other, strict=True):
                n_totals += 1
                if ours != theirs and (isinstance(ours, dict) or not math.isclose(ours, theirs, abs_tol=HALF_A_CENT)):
                    raise DisagreementError(
                        f"DuckDB and {other} disagree on {name} ({totals}):\n{by_duckdb}\n{by_other}"
                    )
    return n_totals


def print_table(title: str, header: Row, rows: list[Row]) -> None:
    """Print an aligned table, its first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    print(f"\n{title}")
    for first, *others in (header, *rows):
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        print(f"  {'   '.join(cells)}".rstrip())


def print_markdown(title: str, header: Row, rows: list[Row]) -> None:
    """Print a table in Markdown, text to the left and numbers to the right."""
    is_text = [any(not row[i].strip("-x %")[:1].isdigit() for row in rows if row[i]) for i in range(len(header))]
    rule = tuple(":--" if text else "--:" for text in is_text)
    print(f"\n### {title}\n")
    for row in (header, rule, *rows):
        print(f"| {' | '.join(row)} |")
