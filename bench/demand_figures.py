"""Figures of demand: how much of what came lies in the 80 % intervals given before, and how far forecasts missed.

Every origin of the backtest says what a build as of its day would have said, so its periods are later actuals.
"""

from __future__ import annotations

from simulated import Company

COVERED = """
    select period_kind, measure, {level} as level, avg(cast(is_covered as int)) as covered
    from demand_backtest
    inner join demand_model_leaderboard as leaderboard using (period_kind, measure, candidate)
    where leaderboard.is_published and is_covered is not null
    group by all
    order by all
"""


def coverage(company: Company) -> dict[str, float]:
    """Shares of the actuals inside the intervals of the published candidate, by period, measure and level; its MASE."""
    found = {}
    for level in ("'all series'", "level"):
        for kind, measure, name, covered in company.rows(COVERED.format(level=level)):
            found[f"covered {kind} {measure} {name}"] = float(covered)
    published = "select period_kind, measure, mase from demand_model_leaderboard where is_published order by all"
    return found | {f"MASE {kind} {measure}": float(mase) for kind, measure, mase in company.rows(published)}
