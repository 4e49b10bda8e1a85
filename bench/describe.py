"""Raw order lines to history, scores, stages and cohorts: the dbt models against a script, pandas and polars.

`make bench` calls measure_describing(); `python bench/describe.py [CUSTOMERS] [--format csv parquet]` runs this part
alone. All four start from the same raw file (describe_data.py: text with planted dirt, ten orders and twenty-five lines
per customer), standardise, type and judge every line, set repeats and unusable lines aside and make the tables of
describe_script.sql, with twelve month-ends. The script's must equal the models' in every row and column, those of
pandas and polars in their totals. CPU is of whole processes; what dbt takes for a company of ten customers, its start
and parsing, is shown apart, and so is what the models need to tell who is one person, which nobody else does: it is
measured by building that part of a built database once more. A last build adds one day of orders to the database of the
first: the price of a day's new data. pandas and polars hold all in memory and may take seven eighths of it: the table
says so where that is too little.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import HALF_A_CENT, HERE, Child, CommandFailedError, DisagreementError, Row, dbt_build, print_table, run

CUSTOMERS, FEW = 100_000, 10
#: How each format is read as it is, all of it text.
READERS = {"csv": "read_csv($file, all_varchar = true)", "parquet": "read_parquet($file)"}
FORMATS = tuple(READERS)
SELECTED = ["+rfm_scores", "+rfm_scores_monthly", "+lifecycle_stages", "+lifecycle_stages_monthly", "+customer_orders"]
SELECTED += ["+cohort_retention", "+duplicate_rows", "+quarantined_rows"]
#: Who is one person: beside the script, pandas and polars, for which a customer is whoever the order names.
PEOPLE = [f"+int_customer_ids,path:models/intermediate/{folder}" for folder in ("identity", "matching")]
#: How a process ends that asked for more memory than it may have.
OUT_OF_MEMORY = ("memoryerror", "memory allocation", "bad_alloc", "exit code -9")
#: The script's tables: what must be the same in those of pandas and polars, whose ids and sums of money differ in kind.
CHECKS = {
    "duplicate_rows": "count(*), sum(amount), sum(repeat_number), sum(length(raw_row)), count(distinct row_id)",
    "quarantined_rows": "count(*), sum(amount), histogram(quarantine_rule), histogram(reason), sum(length(raw_row))",
    "order_lines": "count(*), sum(line_amount), sum(quantity), count(distinct order_item_id), histogram(is_refund)",
    "orders": "count(*), sum(n_lines), sum(n_products), sum(units), histogram(country_code), histogram(is_valid_order)",
    "customer_orders": "count(*), count(distinct customer_id), sum(n_orders), sum(n_cancellations), sum(sales_amount), "
    "sum(refund_amount), histogram(country_name), histogram(first_seen_date::date), histogram(last_order_date::date)",
    "int_customer_snapshots": "count(*), sum(recency_days), sum(tenure_days), sum(median_gap_days), "
    "sum(n_active_months), sum(n_orders_90d), sum(order_amount_180d), sum(net_revenue_amount_365d), "
    "sum(n_new_products_90d), sum(n_orders_same_season)",
    "rfm_scores": "count(*), histogram(segment), histogram(fixed_segment)",
    "rfm_scores_monthly": "count(*), histogram(segment), histogram(fixed_segment)",
    "lifecycle_stages": "histogram(stage), sum(days_in_stage), histogram(limit_source)",
    "lifecycle_stages_monthly": "histogram(stage), sum(days_in_stage), sum(active_limit_days), sum(lapse_limit_days)",
    "cohort_retention": "count(*), histogram(slice_kind), sum(n_customers), sum(n_active), sum(n_orders), "
    "sum(retention_rate), sum(net_revenue_amount), sum(cumulative_revenue_per_customer_amount)",
}
#: Where dbt keeps those that are no marts. Every row and column of its tables must be the script's.
IN_DBT = {
    "order_lines": "intermediate.int_order_lines",
    "int_customer_snapshots": "intermediate.int_customer_snapshots",
}
#: What the script leaves out of these two: what follows from other columns, and what a later build compares.
LEFT_OUT = {
    "order_lines": (
        "source_name",
        "source_customer_id",
        "discount_amount",
        "revenue_amount",
        "is_guest",
        "refunded_amount",
    ),
    "int_customer_snapshots": ("fingerprint",),
}
SCAN = """
import duckdb, resource, sys
connection = duckdb.connect()
connection.execute("set enable_progress_bar = false")
before = resource.getrusage(resource.RUSAGE_SELF)
query = '''
    select
        customer_id, count(*), sum(try_cast(quantity as double) * try_cast(unit_price as double)),
        max(try_cast(ordered_at as timestamp))
    from {reader}
    group by all
'''
connection.execute(query, {{"file": sys.argv[1]}}).fetchall()
after = resource.getrusage(resource.RUSAGE_SELF)
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""
NEXT_DAY = """
    copy (
        with lines as (from {reader}),
        dated as (select *, try_cast(ordered_at as timestamp) as moment from lines)
        from lines
        union all
        select * exclude (moment) replace (
            trim(order_id) || 'N' as order_id, strftime(moment + interval 1 day, '%Y-%m-%d %H:%M:%S') as ordered_at
        )
        from dated
        where moment >= (select date_trunc('day', max(moment)) from dated)
    ) to '{file}'
"""


def dbt(folder: Path, lines: Path, database: Path, selected: Sequence[str] = SELECTED) -> Child:
    """Build the tables, and all before them unless a part is selected, without tests."""
    inputs = {"order_lines": {"location": str(lines), "cancellation_prefix": "C"}}
    database.parent.mkdir(exist_ok=True)
    chosen = ["--select", *selected, "--resource-type", "model", "seed"]
    variables = ["--vars", json.dumps({"inputs": inputs})]
    return dbt_build(folder, "--target", "duckdb", *chosen, *variables, CUSTOMER360_DB=str(database))


def peer(name: str, lines: Path, folder: Path) -> Child | None:
    """Make the tables with pandas or polars; None where memory is too small."""
    allowed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 7 // 8
    bounded = ["prlimit", f"--data={allowed}"] if shutil.which("prlimit") else []
    try:
        return run(name, *bounded, sys.executable, HERE / f"describe_{name}.py", lines, folder)
    except CommandFailedError as failed:
        if not any(sign in str(failed).lower() for sign in OUT_OF_MEMORY):
            raise
        return None


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


def contents(connection: Any, table: str, columns: dict[str, str]) -> Any:
    """The number of rows and one of all that is in them, each column as the type that is given."""
    cells = ", ".join(f"cast({name} as {kind})" for name, kind in columns.items())
    return connection.execute(f"select count(*), sum(cast(hash({cells}) as hugeint)) from {table}").fetchall()


def same_rows(script: Path, database: Path) -> None:
    """Stop where a table of the script has not the rows and columns of dbt's."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    with duckdb.connect() as connection:
        connection.execute(f"attach '{script}' as by_hand (read_only)")
        connection.execute(f"attach '{database}' as c360 (read_only)")
        connection.execute("use c360")
        for name in CHECKS:
            ours, theirs = f"c360.{IN_DBT.get(name, 'main.' + name)}", f"by_hand.{name}"
            columns = {column: kind for column, kind, *_ in connection.execute(f"describe {ours}").fetchall()}
            columns = {column: kind for column, kind in columns.items() if column not in LEFT_OUT.get(name, ())}
            if contents(connection, ours, columns) != contents(connection, theirs, columns):
                raise DisagreementError(f"The script and dbt disagree on the rows of {name}.")


def measure_describing(customers: int = CUSTOMERS, formats: Sequence[str] = FORMATS) -> None:
    """Run all in turn for each format, and print a table for each."""
    for file_format in formats:
        with tempfile.TemporaryDirectory() as spot:
            measure_format(customers, file_format, Path(spot))
    if not importlib.util.find_spec("polars"):
        print("  polars is not installed: pip install -e '.[bench]'")


def measure_format(customers: int, file_format: str, folder: Path) -> None:
    """Run all in turn in the folder, on files of one format, and print the table."""
    lines, few, later = (folder / f"{name}.{file_format}" for name in ("lines", "few", "later"))
    reader = READERS[file_format]
    run("order lines", sys.executable, HERE / "describe_data.py", str(FEW), few)
    n_rows = run("order lines", sys.executable, HERE / "describe_data.py", str(customers), lines).printed.strip()
    scan = float(run("bare scan", sys.executable, "-c", SCAN.format(reader=reader), lines).printed)
    by_hand = folder / "script.duckdb"
    script = run("script", sys.executable, HERE / "describe_sql.py", lines, by_hand)
    children: dict[str, Child | None] = {"hand-written SQL": script}
    expected = totals(by_hand, {name: name for name in CHECKS})
    for name in ("pandas", "polars"):
        if importlib.util.find_spec(name):
            (folder / name).mkdir()
            children[name] = peer(name, lines, folder / name)
            files = {table: f"read_parquet('{folder / name / table}.parquet')" for table in CHECKS}
            if children[name]:
                agree(expected, totals(folder, files), name)
    small, database = folder / "few" / "c360.duckdb", folder / "all" / "c360.duckdb"
    fixed = dbt(folder, few, small)
    children["dbt models"] = models = dbt(folder, lines, database)
    same_rows(by_hand, database)
    people = dbt(folder, lines, database, PEOPLE).cpu - dbt(folder, few, small, PEOPLE).cpu
    children["dbt models but for who is one person"] = models._replace(cpu=models.cpu - people)
    add_a_day(reader, lines, later)
    children["dbt models, one day later"] = dbt(folder, later, database)
    title = f"From {int(n_rows):,} raw order lines in {file_format} to history, scores, stages and cohorts"
    report(title, scan, script.cpu, fixed.cpu, children)


def add_a_day(reader: str, lines: Path, file: Path) -> None:
    """Write the lines with the last day's orders once more on the next day."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    with duckdb.connect() as connection:
        connection.execute(NEXT_DAY.format(reader=reader, file=file), {"file": str(lines)})


def report(title: str, scan: float, script: float, fixed: float, children: dict[str, Child | None]) -> None:
    """Print the table: seconds of CPU of the bare scan, of the script, of dbt's start and parsing, and of each side."""
    rows: list[Row] = [("bare scan and aggregate per customer", f"{scan:.2f}", "", "1.0", "", "")]
    for name, child in children.items():
        if child is None:
            rows.append((name, "out of memory", "", "", "", ""))
            continue
        own = child.cpu - fixed if name.startswith("dbt") else child.cpu
        ratios = (f"{own / scan:.1f}", f"{own / script:.2f}", f"{child.peak:,.0f}")
        rows.append((name, f"{own:.2f}", f"{fixed:.2f}" if name.startswith("dbt") else "", *ratios))
    print_table(title, ("", "CPU s", "start and parsing", "x scan", "x script", "peak MB"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", nargs="?", type=int, default=CUSTOMERS, help="default 100,000")
    parser.add_argument("--format", choices=FORMATS, nargs="+", default=FORMATS, help="default: both")
    options = parser.parse_args()
    measure_describing(options.customers, options.format)
