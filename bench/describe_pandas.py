"""The tables of describe_script.sql in idiomatic pandas: `describe_pandas.py LINES FOLDER`.

Money is float, a line's id a hash of pandas', customers are numbers until they are written. What both benchmarks need,
customers, snapshots, RFM and stages, is pandas_peer.py's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from pandas_peer import (
    GUEST,
    MONEY,
    SPOT,
    customer_days,
    customers,
    lifecycle_stages,
    rfm_scores,
    seed,
    snapshots,
)

RAW = ["order_id", "customer_id", "ordered_at", "product_id", "product_name", "quantity", "unit_price", "country"]
SLICES = {"all": "all", "first_channel": "unknown", "first_region": "unknown", "first_category": "unknown"}
SLICES |= {"acquisition_campaign": "unknown", "customer_type": "B2C"}
NEW_DAYS, SMALL = 30, 30


def raw_lines(file: str) -> pd.DataFrame:
    """The file as it is, all of it text."""
    if file.endswith(".csv"):
        return pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""], engine="pyarrow")
    return pd.read_parquet(file)


def identifier(text: pd.Series) -> pd.Series:
    """Without surrounding blanks, in capitals; empty text is missing."""
    return text.str.strip().str.upper().replace("", pd.NA)


def judged_lines(raw: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The lines standardised and typed, each with the first rule that it breaks, or none; the customers' names."""
    lines = pd.DataFrame(
        {
            "order_id": identifier(raw["order_id"]),
            "buyer": identifier(raw["customer_id"]).str.replace(r"^(\d+)\.0+$", r"\1", regex=True),
            "product_id": identifier(raw["product_id"]).fillna("UNKNOWN"),
            "product_name": raw["product_name"].str.strip().str.replace(r"\s+", " ", regex=True),
            "country_alias": identifier(raw["country"]),
            "ordered_at": pd.to_datetime(raw["ordered_at"], format="%Y-%m-%d %H:%M:%S", errors="coerce"),
            "quantity": pd.to_numeric(raw["quantity"], errors="coerce"),
            "unit_price": pd.to_numeric(raw["unit_price"], errors="coerce"),
        }
    )
    lines["amount"] = (lines["quantity"] * lines["unit_price"]).round(4)
    lines["order_item_id"] = pd.util.hash_pandas_object(raw, index=False)
    lines["is_cancellation"] = lines["order_id"].str.startswith("C").fillna(False).astype(bool)
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
        "positive_cancellation": lines["is_cancellation"] & (lines["quantity"] > 0),
    }
    lines["quarantine_rule"] = pd.Series(np.select(list(alone.values()), list(alone), default=""), lines.index)
    return judged_orders(lines)


def judged_orders(lines: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The lines with the number of their order's customer; those of unusable orders have a rule too; the names."""
    usable = lines[lines["quarantine_rule"] == ""]
    codes, names = pd.factorize(usable["buyer"])
    number = pd.Series(codes, usable.index)  # missing is -1
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
    return lines.assign(customer_id=order["lowest"].add(1 + GUEST).fillna(GUEST).astype("int64")), ["GUEST", *names]


def set_aside(raw: pd.DataFrame, judged: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Lines that are repeats or unusable, with the reason, and the raw row in one text."""
    texts = raw.loc[judged.index, RAW].fillna("")
    raw_row = ("order_id=" + texts["order_id"]).str.cat([f"; {name}=" + texts[name] for name in RAW[1:]])
    kind = np.where(judged["product_id"].str.startswith("TEST"), "test", "merchandise")
    columns = {"source_name": "order_lines", "line_kind": kind, "currency": "REPORTING", "raw_row": raw_row}
    rows = judged.assign(**columns, row_id=judged["order_item_id"]).merge(seed(f"{rule}s"), on=rule)
    return rows[["row_id", rule, "reason", *columns, "amount"]]


def order_lines(usable: pd.DataFrame) -> pd.DataFrame:
    """The usable lines without repeats, with what they count for."""
    lines = usable.drop(columns=["buyer", "quarantine_rule"]).rename(columns={"amount": "net_revenue_amount"})
    lines["ordered_date"] = lines["ordered_at"].dt.normalize()
    lines["sales_amount"] = lines["net_revenue_amount"].clip(lower=0)
    lines["refund_amount"] = -lines["net_revenue_amount"].clip(upper=0)
    is_refund = lines["is_cancellation"] | (lines["quantity"] < 0)
    lines = lines.assign(is_refund=is_refund, order_date=lines["ordered_date"], line_kind="merchandise")
    return lines.assign(is_product=True, is_revenue=True, line_amount=lines["net_revenue_amount"])


def orders(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per order."""
    parts = lines.assign(n_lines=1, units=lines["quantity"], n_products=lines["product_id"])
    how = dict.fromkeys(["customer_id", "country_alias", "ordered_at", "ordered_date", "is_cancellation"], "min")
    how |= {"n_products": "nunique"} | dict.fromkeys(["n_lines", "units", *MONEY], "sum")
    result = (
        parts.groupby("order_id").agg(how).reset_index().merge(seed("country_codes"), on="country_alias", how="left")
    )
    is_valid_order = ~result["is_cancellation"] & (result["net_revenue_amount"] > 0)
    return result.assign(is_guest=result["customer_id"] == GUEST, is_valid_order=is_valid_order)


def active_spells(days: pd.DataFrame) -> pd.DataFrame:
    """When customers became active: after the days of being new, or by an order that followed another stage."""
    bought = days[days["n_orders"] > 0]
    earlier = bought.groupby("customer_id")[["gap_days", "n_orders", "is_reactivation"]].shift()
    next_gap = bought.groupby("customer_id")["gap_days"].shift(-1)
    is_first, is_only = bought["gap_days"].isna(), bought["n_orders"] == 1
    begins = np.where(
        is_first,
        ~is_only | ~(next_gap <= NEW_DAYS + 1),
        earlier["gap_days"].isna() & (earlier["n_orders"] == 1) & (bought["gap_days"] <= NEW_DAYS + 1),
    )
    begins |= bought["is_after_pause"] | earlier["is_reactivation"].eq(True)
    as_new = pd.to_timedelta(np.where(is_first & is_only, NEW_DAYS + 1, 0), unit="D")
    return bought.assign(started_date=bought["ordered_date"] + as_new)[begins][["customer_id", "started_date"]]


def with_since(stages: pd.DataFrame, spells: pd.DataFrame, buyers: pd.DataFrame) -> pd.DataFrame:
    """The stages with the day on which they began, and what their limits rest on."""
    dated = stages.sort_values("snapshot_date").merge(buyers[["customer_id", "first_seen_date"]], on="customer_id")
    began = pd.merge_asof(
        dated, spells.sort_values("started_date"), left_on="snapshot_date", right_on="started_date", by="customer_id"
    )
    ago = {name: began["recency_days"] - np.floor(began[f"{name}_limit_days"]) - 1 for name in ("active", "lapse")}
    since = {
        "at_risk": began["snapshot_date"] - pd.to_timedelta(ago["active"], unit="D"),
        "lapsed": began["snapshot_date"] - pd.to_timedelta(ago["lapse"], unit="D"),
        "active": began["started_date"],
        "prospect": began["first_seen_date"],
    }
    last_order = began["snapshot_date"] - pd.to_timedelta(began["recency_days"], unit="D")
    began["stage_since_date"] = np.select([began["stage"] == name for name in since], list(since.values()), last_order)
    began["days_in_stage"] = (began["snapshot_date"] - began["stage_since_date"]).dt.days
    began["limit_source"] = np.where(began["n_orders"] == 0, "no_order", "default")
    began["limit_source"] = began["limit_source"].mask(began["n_order_days"] >= 3, "own_rhythm")
    return began.drop(columns=["first_seen_date", "started_date", "n_order_days"])


def cohorts(days: pd.DataFrame, buyers: pd.DataFrame) -> pd.DataFrame:
    """Customers, orders and revenue by slice, month of the first order and month of activity."""
    sums = ["n_orders", "sales_amount", "refund_amount", "net_revenue_amount"]
    parts = days.assign(sales_amount=days["net_revenue_amount"] + days["refund_amount"])
    months = parts.groupby(["customer_id", "month"])[sums].sum().reset_index()
    first = buyers[buyers["customer_id"] != GUEST].dropna(subset="first_order_date")
    start = first["first_order_date"].dt.year * 12 + first["first_order_date"].dt.month
    sizes = start.value_counts().rename_axis("cohort").rename("n_customers")
    cohort = pd.Series(start.to_numpy(), index=first["customer_id"], name="cohort")
    months = months.join(cohort, on="customer_id", how="inner").assign(n_active=months["n_orders"] > 0)
    activity = months.groupby(["cohort", "month"])[["n_active", *sums]].sum()
    all_months = range(days["month"].min(), days["month"].max() + 1)
    grid = pd.MultiIndex.from_product([sizes.index.sort_values(), all_months], names=["cohort", "month"])
    result = activity.reindex(grid, fill_value=0).reset_index().join(sizes, on="cohort")
    result = result[result["month"] >= result["cohort"]]
    total = result.groupby("cohort")["net_revenue_amount"].cumsum()
    result = result.assign(
        month_index=result["month"] - result["cohort"], retention_rate=result["n_active"] / result["n_customers"],
        cumulative_revenue_amount=total,
        cumulative_revenue_per_customer_amount=(total / result["n_customers"]).round(4),
        has_full_history=result["cohort"] > all_months[0], is_small=result["n_customers"] < SMALL,
    )  # fmt: skip
    return result.merge(pd.Series(SLICES, name="slice_value").rename_axis("slice_kind").reset_index(), how="cross")


def build(raw: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """All tables by name, and the names of customers by their number."""
    judged, names = judged_lines(raw)
    is_repeat, is_unusable = raw.duplicated(), judged["quarantine_rule"] != ""
    repeats = judged[is_repeat].assign(duplicate_rule="exact_repeat")
    number = repeats.groupby("order_item_id").cumcount().to_numpy() + 2
    t = {"duplicate_rows": set_aside(raw, repeats, "duplicate_rule").assign(repeat_number=number)}
    t["quarantined_rows"] = set_aside(raw, judged[is_unusable & ~is_repeat], "quarantine_rule")
    t["order_lines"] = order_lines(judged[~is_repeat & ~is_unusable])
    t["orders"] = orders(t["order_lines"])
    t["customer_orders"] = customers(t["orders"])
    days = customer_days(t["orders"], t["order_lines"])
    t["int_customer_snapshots"] = spots = snapshots(days, t["order_lines"])
    t["cohort_retention"] = cohorts(days, t["customer_orders"])
    stages = lifecycle_stages(spots).merge(spots[[*SPOT, "n_order_days"]], on=SPOT)
    stages = with_since(stages, active_spells(days), t["customer_orders"])
    for name, table in (("rfm_scores", rfm_scores(spots)), ("lifecycle_stages", stages)):
        t[name], t[f"{name}_monthly"] = table[table["is_as_of"]], table[table["is_month_end"]]
    return t, names


if __name__ == "__main__":
    tables, names = build(raw_lines(sys.argv[1]))
    for table in tables.values():
        if "customer_id" in table:
            table["customer_id"] = pd.Categorical.from_codes(table["customer_id"], names)
    for name, table in tables.items():
        table.to_parquet(Path(sys.argv[2]) / f"{name}.parquet")
