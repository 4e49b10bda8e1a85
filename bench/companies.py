"""What the models reach on simulated companies of known truth, built by the real pipeline, beside what is promised.

`python bench/companies.py 10 --first-seed 1001` builds ten companies, or takes those that it has built before
(target/bench/companies), and prints one table: every figure by company and over all, the standard error of the mean,
the target, and whether it is met. Less than two errors from the end of its target, other companies may give another
verdict. The seeds are used in no test and for no setting of a model.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from demand_figures import coverage
from measuring import Row, print_table
from model_figures import calibration, churn, clusters, reasons, shuffled
from simulated import Company, built

FIRST_SEED = 1001


@dataclass(frozen=True)
class Target:
    """What a figure has to be: at least `low` and at most `high`."""

    name: str
    low: float
    high: float

    def __str__(self) -> str:
        """As printed."""
        if self.low == -np.inf:
            return f"<= {self.high:g}"
        return f">= {self.low:g}" if self.high == np.inf else f"{self.low:g} to {self.high:g}"

    def is_met(self, figure: float) -> bool:
        """Whether a figure is where it has to be."""
        return self.low <= figure <= self.high


#: Figures of one company by name.
Figures = dict[str, float]
PARTS: tuple[Callable[[Company], Figures], ...] = (churn, calibration, reasons, clusters, coverage, shuffled)
TARGETS = (
    Target("AUC behind true rates", -np.inf, 0.01),
    Target("calibration error", -np.inf, 0.02),
    Target("calibration error by segment", -np.inf, 0.02),
    Target("planted cause first", 0.8, 1),
    Target("planted cause among three", 0.8, 1),
    Target("ARI behind mixture", -np.inf, 0.1),
    Target("AUC of shuffled labels", 0.47, 0.53),
)
COVERED = "covered "


def target(name: str) -> Target | None:
    """What is promised of a figure, if anything is."""
    if name.startswith(COVERED):
        return Target(name, 0.75, 0.85)
    return next((one for one in TARGETS if one.name == name), None)


def row(name: str, values: list[float], pooled: float | None) -> Row:
    """A figure of each company, over all, its standard error, the target, and whether it is met over all.

    Over all is the mean, or what all companies give together if that is known; then there is no error.
    """
    known = [value for value in values if np.isfinite(value)]
    overall = pooled if pooled is not None else float(np.mean(known)) if known else np.nan
    error = float(np.std(known, ddof=1) / len(known) ** 0.5) if pooled is None and len(known) > 1 else np.nan
    promised = target(name)
    verdict = "" if promised is None else "met" if promised.is_met(overall) else "MISSED"
    cells = [f"{value:.3f}" if np.isfinite(value) else "-" for value in (*values, overall, error)]
    return (name, *cells, "" if promised is None else str(promised), verdict)


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("companies", type=int, nargs="?", default=10, metavar="N")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED, metavar="S")
    chosen = parser.parse_args()
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.companies)
    companies = [built(seed) for seed in seeds]
    found: list[Figures] = []
    for company in companies:
        print(f"Measuring company {company.seed} ...", file=sys.stderr, flush=True)
        found.append({name: figure for part in PARTS for name, figure in part(company).items()})
    names = list(dict.fromkeys(name for figures in found for name in figures))
    columns = {name: [figures.get(name, np.nan) for figures in found] for name in names}
    pooled = calibration(*companies)
    rows = [row(name, values, pooled.get(name)) for name, values in columns.items()]
    header = ("figure", *map(str, seeds), "all", "error", "target", "")
    print_table(f"{len(seeds)} simulated companies, by seed", header, rows)


if __name__ == "__main__":
    main()
