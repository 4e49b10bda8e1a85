"""History, scores, stages and cohorts of order lines: the dbt models against a hand-written script, pandas and polars.

`make bench` calls measure_describing(); `python bench/describe.py CUSTOMERS` runs this part alone. All four make the
tables of describe_script.sql from the same file (describe_data.py: ten orders and twenty-five lines per customer,
twelve month-ends) and must agree on their totals. CPU is of whole processes; what dbt takes for a company of ten
customers, its start and parsing, is shown apart. A last build adds one day of orders to the database of the first: the
price of a day's new data.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import HALF_A_CENT, HERE, Child, DisagreementError, Row, dbt_build, print_table, run

CUSTOMERS, FEW = 100_000, 10
SELECTED = ["rfm_scores", "rfm_scores_monthly", "lifecycle_stages", "lifecycle_stages_monthly", "customer_orders"]
SELECTED += ["cohort_retention"]
#: What must be the same, by the script's table, and where dbt keeps it.
CHECKS = {
    "customer_orders": "count(*), sum(n_orders), sum(net_revenue_amount), sum(refund_amount)",
    "snapshots": "count(*), sum(recency_days), sum(tenure_days), sum(median_gap_days), sum(n_active_months), "
    "sum(n_orders_90d), sum(order_amount_180d), sum(net_revenue_amount_365d), sum(n_new_products_90d)",
    "rfm": "count(*), histogram(segment), histogram(fixed_segment)",
    "stages": "histogram(stage), sum(active_limit_days), sum(lapse_limit_days)",
    "cohorts": "count(*), sum(n_active), sum(n_orders), sum(net_revenue_amount)",
}
IN_DBT = {
    "customer_orders": "customer_orders",
    "snapshots": "intermediate.int_customer_snapshots",
    "rfm": "rfm_scores_monthly",
    "stages": "lifecycle_stages_monthly",
    "cohorts": "(from cohort_retention where slice_kind = 'all' and n_orders + sales_amount + refund_amount > 0)",
}
SCAN = '''
import duckdb, resource, sys
duckdb.connect()
before = resource.getrusage(resource.RUSAGE_SELF)
query = """
    select customer_id, count(*), sum(quantity * unit_price), max(ordered_at) from read_parquet($file) group by all
"""
duckdb.connect().execute(query, {"file": sys.argv[1]}).fetchall()
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
'''
NEXT_DAY = """
    copy (
        from read_parquet($lines)
        union all
        select * replace (order_id || 'N' as order_id, ordered_at + interval 1 day as ordered_at)
        from read_parquet($lines)
        where ordered_at >= (select date_trunc('day', max(ordered_at)) from read_parquet($lines))
    ) to '{file}' (format parquet)
"""


def dbt(folder: Path, lines: Path, database: Path) -> Child:
    """Build the tables, and all before them, without tests."""
    inputs = {"order_lines": {"location": str(lines), "cancellation_prefix": "C"}}
    database.parent.mkdir(exist_ok=True)
    chosen = ["--select", *(f"+{name}" for name in SELECTED), "--resource-type", "model", "seed"]
    variables = ["--vars", json.dumps({"inputs": inputs})]
    return dbt_build(folder, "--target", "duckdb", *chosen, *variables, CUSTOMER360_DB=str(database))


def totals(source: Path, tables: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    """The totals of each table of a database, or of a folder of Parquet."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    found = {}
    with duckdb.connect(str(source), read_only=True) if source.is_file() else duckdb.connect() as connection:
        for name, table in tables.items():
            [found[name]] = connection.execute(f"select {CHECKS[name]} from {table}").fetchall()
    return found


def agree(ours: dict[str, tuple[Any, ...]], theirs: dict[str, tuple[Any, ...]], who: str) -> None:
    """Stop where two sides made different tables."""
    for name, values in ours.items():
        for one, other in zip(values, theirs[name], strict=True):
            if one != other and (isinstance(one, dict) or not math.isclose(one, other, abs_tol=HALF_A_CENT)):
                raise DisagreementError(f"The script and {who} disagree on {name} ({CHECKS[name]}):\n{one}\n{other}")


def measure_describing(customers: int = CUSTOMERS) -> None:
    """Run all in turn and print the table."""
    with tempfile.TemporaryDirectory() as spot:
        folder = Path(spot)
        lines, few, later = (folder / f"{name}.parquet" for name in ("lines", "few", "later"))
        run("order lines", sys.executable, HERE / "describe_data.py", str(FEW), few)
        n_rows = run("order lines", sys.executable, HERE / "describe_data.py", str(customers), lines).printed.strip()
        scan = float(run("bare scan", sys.executable, "-c", SCAN, lines).printed)
        script = folder / "script.duckdb"
        children = {"hand-written SQL": run("script", sys.executable, HERE / "describe_sql.py", lines, script)}
        expected = totals(script, {name: name for name in CHECKS})
        for name in ("pandas", "polars"):
            if importlib.util.find_spec(name):
                (folder / name).mkdir()
                children[name] = run(name, sys.executable, HERE / f"describe_{name}.py", lines, folder / name)
                files = {table: f"read_parquet('{folder / name / table}.parquet')" for table in CHECKS}
                agree(expected, totals(folder, files), name)
        fixed = dbt(folder, few, folder / "few" / "c360.duckdb")
        database = folder / "all" / "c360.duckdb"
        children["dbt models"] = dbt(folder, lines, database)
        agree(expected, totals(database, IN_DBT), "dbt")
        add_a_day(lines, later)
        children["dbt models, one day later"] = dbt(folder, later, database)
    report(n_rows, scan, fixed.cpu, children)


def add_a_day(lines: Path, file: Path) -> None:
    """Write the lines with the last day's orders once more on the next day."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    with duckdb.connect() as connection:
        connection.execute(NEXT_DAY.format(file=file), {"lines": str(lines)})


def report(n_rows: str, scan: float, fixed: float, children: dict[str, Child]) -> None:
    """Print the table."""
    script = children["hand-written SQL"].cpu
    rows: list[Row] = [("bare scan and aggregate per customer", f"{scan:.2f}", "", "1.0", "", "")]
    for name, child in children.items():
        own = child.cpu - fixed if name.startswith("dbt") else child.cpu
        ratios = (f"{own / scan:.1f}", f"{own / script:.2f}", f"{child.peak:,.0f}")
        rows.append((name, f"{own:.2f}", f"{fixed:.2f}" if name.startswith("dbt") else "", *ratios))
    print_table(
        f"History, scores, stages and cohorts of {int(n_rows):,} order lines",
        ("", "CPU s", "start and parsing", "x scan", "x script", "peak MB"),
        rows,
    )
    if "polars" not in children:
        print("  polars is not installed: pip install -e '.[bench]'")


if __name__ == "__main__":
    measure_describing(int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS)
