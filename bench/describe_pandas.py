"""The tables of describe_script.sql in idiomatic pandas: `describe_pandas.py LINES FOLDER`.

Money is float, customers are numbers. What both benchmarks need, snapshots, RFM and stages, is pandas_peer.py's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from pandas_peer import GUEST, MONEY, customer_days, lifecycle_stages, rfm_scores, snapshots


def raw_lines(file: str) -> pd.DataFrame:
    """The file as it is, all of it text."""
    if file.endswith(".csv"):
        return pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""], engine="pyarrow")
    return pd.read_parquet(file)


def identifier(text: pd.Series) -> pd.Series:
    """Without surrounding blanks, in capitals; empty text is missing."""
    return text.str.strip().str.upper().replace("", pd.NA)


def judged_lines(raw: pd.DataFrame) -> pd.DataFrame:
    """The lines standardised and typed, each with the first rule that it breaks, or none."""
    lines = pd.DataFrame(
        {
            "order_id": identifier(raw["order_id"]),
            "buyer": identifier(raw["customer_id"]).str.replace(r"^(\d+)\.0+$", r"\1", regex=True),
            "product_id": identifier(raw["product_id"]).fillna("UNKNOWN"),
            "product_name": raw["product_name"].str.strip().str.replace(r"\s+", " ", regex=True),
            "country": identifier(raw["country"]),
            "ordered_at": pd.to_datetime(raw["ordered_at"], format="%Y-%m-%d %H:%M:%S", errors="coerce"),
            "quantity": pd.to_numeric(raw["quantity"], errors="coerce"),
            "unit_price": pd.to_numeric(raw["unit_price"], errors="coerce"),
        }
    )
    lines["amount"] = (lines["quantity"] * lines["unit_price"]).round(4)
    is_cancellation = lines["order_id"].str.startswith("C").fillna(False).astype(bool)
    alone = {
        "missing_order_id": lines["order_id"].isna(),
        "untypable_date": lines["ordered_at"].isna(),
        "untypable_quantity": lines["quantity"].isna(),
        "untypable_price": lines["unit_price"].isna(),
        "amount_out_of_range": lines["amount"].abs() >= 1e10,
        "before_company": lines["ordered_at"] < "1990-01-01",
        "negative_price": lines["unit_price"] < 0,
        "zero_quantity": lines["quantity"] == 0,
        "test_product": (lines["product_id"] == "TEST") | lines["product_id"].str.startswith("TEST0"),
        "positive_cancellation": is_cancellation & (lines["quantity"] > 0),
    }
    lines["quarantine_rule"] = pd.Series(np.select(list(alone.values()), list(alone), default=""), lines.index)
    return judged_orders(lines)


def judged_orders(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the number of their order's customer; those of unusable orders have a rule too."""
    usable = lines[lines["quarantine_rule"] == ""]
    number = pd.Series(pd.factorize(usable["buyer"])[0], usable.index)  # missing is -1
    parts = usable[["order_id"]].assign(number=number.where(number >= 0), size=usable["amount"].abs())
    by_order = parts.groupby("order_id").agg(lowest=("number", "min"), highest=("number", "max"), size=("size", "max"))
    order = lines[["order_id"]].join(by_order, on="order_id")
    is_usable = lines["quarantine_rule"] == ""
    rules = {
        "conflicting_customers": is_usable & (order["lowest"] < order["highest"]),
        "stock_movement": is_usable & order["highest"].isna() & (order["size"] == 0),
    }
    for name, breaks in rules.items():
        lines["quarantine_rule"] = lines["quarantine_rule"].mask(breaks, name)
    return lines.assign(customer_id=order["lowest"].add(1 + GUEST).fillna(GUEST).astype("int64"))


def order_lines(usable: pd.DataFrame) -> pd.DataFrame:
    """The usable lines without repeats, with what they count for."""
    lines = usable.drop(columns=["buyer", "quarantine_rule"]).rename(columns={"amount": "net_revenue_amount"})
    lines["ordered_date"] = lines["ordered_at"].dt.normalize()
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
    raw = raw_lines(sys.argv[1])
    judged = judged_lines(raw)
    is_repeat, is_unusable = raw.duplicated(), judged["quarantine_rule"] != ""
    lines = order_lines(judged[~is_repeat & ~is_unusable])
    all_orders = orders(lines)
    days = customer_days(all_orders, lines)
    spots = snapshots(days, lines)
    tables = {"customer_orders": customers(all_orders), "snapshots": spots, "rfm": rfm_scores(spots)}
    tables |= {"stages": lifecycle_stages(spots), "cohorts": cohorts(days, tables["customer_orders"])}
    tables["duplicate_rows"] = raw[is_repeat].assign(amount=judged["amount"])
    tables["quarantined_rows"] = raw[is_unusable & ~is_repeat].join(judged[["amount", "quarantine_rule"]])
    for name, table in tables.items():
        table.to_parquet(Path(sys.argv[2]) / f"{name}.parquet")
