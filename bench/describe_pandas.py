"""The tables of describe_script.sql in idiomatic pandas: `describe_pandas.py LINES FOLDER`. Money is float, customers are
numbers. What both benchmarks need, snapshots, RFM and stages, is pandas_peer.py's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from pandas_peer import GUEST, MONEY, customer_days, lifecycle_stages, rfm_scores, snapshots


def order_lines(file: str) -> pd.DataFrame:
    """The lines without repeats, with what they count for."""
    lines = pd.read_parquet(file).drop_duplicates()
    lines["customer_id"] = pd.factorize(lines["customer_id"])[0] + 1 + GUEST  # missing is -1, and so the guest
    lines["ordered_date"] = lines["ordered_at"].dt.normalize()
    lines["net_revenue_amount"] = (lines["quantity"] * lines["unit_price"]).round(4)
    lines["sales_amount"] = lines["net_revenue_amount"].clip(lower=0)
    lines["refund_amount"] = -lines["net_revenue_amount"].clip(upper=0)
    return lines.assign(is_product=True, is_refund=lines["quantity"] < 0, n_lines=1, units=lines["quantity"])


def orders(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per order."""
    how = {"customer_id": "min", "ordered_at": "min", "ordered_date": "min"}
    result = lines.groupby("order_id").agg(how | dict.fromkeys(["n_lines", "units", *MONEY], "sum")).reset_index()
    result["is_cancellation"] = result["order_id"].str.startswith("C")
    return result.assign(is_valid_order=~result["is_cancellation"] & (result["net_revenue_amount"] > 0))


def customers(orders: pd.DataFrame) -> pd.DataFrame:
    """One row per customer."""
    valid_date = orders["ordered_date"].where(orders["is_valid_order"])
    parts = orders.assign(n_orders=orders["is_valid_order"], first_order_date=valid_date, last_order_date=valid_date)
    how = {"first_order_date": "min", "last_order_date": "max"} | dict.fromkeys(["n_orders", *MONEY], "sum")
    return parts.groupby("customer_id").agg(how).reset_index()


def cohorts(days: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Active customers, orders and net revenue by month of the first order and months since."""
    months = days.groupby(["customer_id", "month"])[["n_orders", "net_revenue_amount"]].sum().reset_index()
    first = customers.dropna(subset="first_order_date").set_index("customer_id")["first_order_date"]
    months = months.join(first, on="customer_id", how="inner")
    start = months["first_order_date"].dt.year * 12 + months["first_order_date"].dt.month
    months = months.assign(cohort=start, month_index=months["month"] - start, n_active=months["n_orders"] > 0)
    months = months[months["month_index"] >= 0]
    return months.groupby(["cohort", "month_index"])[["n_active", "n_orders", "net_revenue_amount"]].sum().reset_index()


if __name__ == "__main__":
    lines = order_lines(sys.argv[1])
    all_orders = orders(lines)
    days = customer_days(all_orders, lines)
    spots = snapshots(days, lines)
    tables = {"customer_orders": customers(all_orders), "snapshots": spots, "rfm": rfm_scores(spots)}
    tables |= {"stages": lifecycle_stages(spots), "cohorts": cohorts(days, tables["customer_orders"])}
    for name, table in tables.items():
        table.to_parquet(Path(sys.argv[2]) / f"{name}.parquet")
