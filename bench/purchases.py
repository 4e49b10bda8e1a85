"""Purchase and spend models of a million simulated customers: the own fit beside that of the package Lifetimes.

Both read the same file, each in a process of its own, and time themselves without start and reading. Lifetimes is left
out where it is not installed: pip install -e '.[bench]', or --python with an interpreter that has it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from measuring import HERE, Child, Row, print_table, run

CUSTOMERS = 1_000_000
#: What the simulated customers are made with; times in days.
TRUTH = {"r": 0.8, "alpha": 60.0, "a": 0.8, "b": 2.5, "p": 6.0, "q": 4.0, "v": 15.0}
YOUNGEST, OLDEST = 180, 1095


def simulate(customers: int, seed: int = 1) -> dict[str, Any]:
    """Customers of BG/NBD and Gamma-Gamma, seen by the day: x, t_x, T, and mean value z of their repeat purchases."""
    random = np.random.default_rng(seed)
    age = random.integers(YOUNGEST, OLDEST + 1, customers)
    rate = random.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers)
    dropout = random.beta(TRUTH["a"], TRUTH["b"], customers)
    now, last, frequency = np.zeros(customers), np.zeros(customers), np.zeros(customers, dtype=np.int64)
    living = np.arange(customers)
    while len(living):
        now[living] += random.exponential(1 / rate[living])
        living = living[now[living] <= age[living]]
        frequency[living] += 1
        last[living] = now[living]
        living = living[random.random(len(living)) >= dropout[living]]
    # The first purchase was at some time of its day, so that days between are not too long on average.
    recency = np.minimum(np.floor(last + random.random(customers)), age) * (frequency > 0)
    scale = random.gamma(TRUTH["q"], 1 / TRUTH["v"], customers)
    value = random.gamma(TRUTH["p"] * np.maximum(frequency, 1)) / scale / np.maximum(frequency, 1)
    return {"x": frequency, "t_x": recency, "T": age, "z": value * (frequency > 0)}


def fit_own(file: Path) -> dict[str, Any]:
    """Seconds and parameters of the own fits; writes the groups beside the file."""
    from customer360.purchases import fit_purchases, grouped  # noqa: PLC0415  only the child that measures needs it
    from customer360.spending import fit_spending, spending  # noqa: PLC0415  only the child that measures needs it

    data = np.load(file)
    marks = [time.perf_counter()]
    groups = grouped(data["x"], data["t_x"], data["T"])
    marks.append(time.perf_counter())
    purchases = fit_purchases(groups)
    marks.append(time.perf_counter())
    repeat = data["x"] > 0
    spend = fit_spending(spending(data["x"][repeat], data["z"][repeat]))
    marks.append(time.perf_counter())
    np.savez(file.with_name("groups.npz"), **vars(groups))
    seconds = dict(zip(("grouping", "purchases", "spend"), np.diff(marks).tolist(), strict=True))
    errors = purchases.standard_errors | spend.standard_errors
    found = {"n_groups": len(groups.weight), "parameters": purchases.values | spend.values, "errors": errors}
    return found | {"seconds": seconds, "evaluations": [purchases.evaluations, spend.evaluations]}


def measure_purchases(customers: int = CUSTOMERS, python: str = sys.executable) -> None:
    """Simulate, run both and print the tables."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "customers.npz"
        np.savez(file, **simulate(customers))
        own = run("own fit", sys.executable, HERE / "purchases.py", "--fit", file)
        theirs = None
        if subprocess.run([python, "-c", "import lifetimes"], capture_output=True, check=False).returncode == 0:
            theirs = run("lifetimes", python, HERE / "purchases_lifetimes.py", file, file.with_name("groups.npz"))
    report(customers, own, theirs)


def report(customers: int, own: Child, theirs: Child | None) -> None:
    """Print seconds with their ratios, and the parameters."""
    ours = json.loads(own.printed)
    seconds = ours["seconds"]
    purchases = seconds["grouping"] + seconds["purchases"]
    rows: list[Row] = [
        ("BG/NBD, own: grouping and fit", f"{purchases:.2f}", "1.0"),
        ("Gamma-Gamma, own: ordering and fit", f"{seconds['spend']:.2f}", "1.0"),
    ]
    other: dict[str, float] = {}
    if theirs:
        found = json.loads(theirs.printed.splitlines()[-1])
        other, their = found["parameters"], found["seconds"]
        rows += [
            ("BG/NBD, Lifetimes", f"{their['purchases']:.2f}", f"{their['purchases'] / purchases:.1f}"),
            (
                "BG/NBD, Lifetimes on the own groups, with the time of grouping",
                f"{their['grouped'] + seconds['grouping']:.2f}",
                f"{(their['grouped'] + seconds['grouping']) / purchases:.1f}",
            ),
            ("Gamma-Gamma, Lifetimes", f"{their['spend']:.2f}", f"{their['spend'] / seconds['spend']:.1f}"),
        ]
    title = f"Purchase and spend models of {customers:,} customers, {ours['n_groups']:,} different histories; "
    title += "evaluations of the likelihood, most on a sample: {} and {}".format(*ours["evaluations"])
    print_table(title, ("", "seconds", "x own"), rows)
    if not theirs:
        print("  lifetimes is not installed: pip install -e '.[bench]'")
    rows = []
    for name, truth in TRUTH.items():
        value, error = ours["parameters"][name], ours["errors"][name]
        lifetimes = f"{other[name]:.4f}" if other else ""
        rows.append(
            (name, f"{truth:g}", f"{value:.4f}", f"{error:.4f}", f"{100 * (value / truth - 1):+.2f} %", lifetimes)
        )
    header = ("parameter", "simulated with", "own", "standard error", "off by", "Lifetimes")
    print_table("Parameters that come back", header, rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N")
    parser.add_argument("--python", default=sys.executable, metavar="FILE", help="the interpreter that has Lifetimes")
    parser.add_argument("--fit", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fit:
        print(json.dumps(fit_own(options.fit)))
    else:
        measure_purchases(options.customers, options.python)
