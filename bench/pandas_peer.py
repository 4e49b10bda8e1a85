"""The tables of the SQL models once more, in idiomatic pandas: what `bench.py` times the models against.

Whole columns at a time; loops run over rules and measures only. It is spared some of the SQL's work: money is float,
a line's id is its row number and no hash, types and dates are trusted, refunds are not matched with their sales.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

RAW, SEEDS = Path("data/online_retail_ii.parquet"), Path("seeds/config")
GUEST = 0
CHURN_HORIZON_DAYS, WINDOWS = 90, (30, 90, 180, 365)  # as in dbt_project.yml and int_customer_snapshots
PRODUCT, DAY, SPOT = ["product_id", "product_name"], ["customer_id", "ordered_date"], ["customer_id", "snapshot_date"]
MONEY = ["sales_amount", "refund_amount", "net_revenue_amount"]
WINDOWED = ["n_orders", "order_amount", "n_lines", "units", "net_revenue_amount", "refund_amount", "n_new_products"]


def seed(name: str) -> pd.DataFrame:
    """One table of business rules."""
    return pd.read_csv(SEEDS / f"{name}.csv", keep_default_na=False, na_values=[""])


def clean(text: pd.Series) -> pd.Series:
    """Text without surrounding or doubled white space, empty text missing; each distinct text is cleaned once."""
    codes, distinct = pd.factorize(text)
    cleaned = pd.Series(distinct).str.replace(r"\s+", " ", regex=True).str.strip()
    return pd.Series(cleaned.mask(cleaned == "").array.take(codes, allow_fill=True), index=text.index)


def line_kinds(products: pd.DataFrame) -> pd.DataFrame:
    """What kind of line each product code and name stands for; the rule of the lowest priority number wins."""
    code, name = products["product_id"], products["product_name"].fillna("").str.upper()
    kind = pd.Series("merchandise", index=products.index)
    for rule in seed("line_kind_rules").sort_values("rule_priority", ascending=False).itertuples():
        matches = code == rule.product_code if rule.match_type == "exact" else code.str.startswith(rule.product_code)
        if pd.notna(rule.product_name_pattern):
            matches &= name.str.fullmatch(rule.product_name_pattern.replace("%", ".*"))
        kind[matches] = rule.line_kind
    return products.assign(line_kind=kind).merge(seed("line_kinds").drop(columns="description"), on="line_kind")


def order_lines() -> pd.DataFrame:
    """Every raw line, cleaned, with its kind, whether it repeats an earlier line, and the first rule that it breaks."""
    raw = pd.read_parquet(RAW)
    lines = pd.DataFrame(
        {
            "order_id": clean(raw["Invoice"].str.upper()),
            "customer_id": raw["Customer ID"],
            "product_id": clean(raw["StockCode"].str.upper()).fillna("UNKNOWN"),
            "product_name": clean(raw["Description"]),
            "country_alias": clean(raw["Country"].str.upper()),
            "quantity": raw["Quantity"],
            "unit_price": raw["Price"],
            "line_amount": (raw["Quantity"] * raw["Price"]).round(4),
            "ordered_at": raw["InvoiceDate"],
            "ordered_date": raw["InvoiceDate"].dt.normalize(),
            "is_repeat": raw.duplicated(),
        }
    )
    lines = lines.merge(line_kinds(lines[PRODUCT].drop_duplicates()), on=PRODUCT, how="left")
    distinct = lines[~lines["is_repeat"]].assign(size=lines["line_amount"].abs())
    by_order = distinct.groupby("order_id").agg(
        lowest=("customer_id", "min"), highest=("customer_id", "max"), size=("size", "max")
    )
    order = lines[["order_id"]].join(by_order, on="order_id")
    is_cancellation = lines["order_id"].str.startswith("C").fillna(False).astype(bool)
    rules = {
        "missing_order_id": lines["order_id"].isna(),
        "negative_price": lines["unit_price"] < 0,
        "zero_quantity": lines["quantity"] == 0,
        "test_product": lines["is_test"],
        "conflicting_customers": order["lowest"] < order["highest"],
        "positive_cancellation": is_cancellation & (lines["quantity"] > 0),
        "stock_movement": order["highest"].isna() & (order["size"] == 0),
    }
    revenue = lines["line_amount"].where(lines["is_revenue"], 0.0)
    return lines.assign(
        customer_id=order["lowest"].fillna(GUEST).astype(int), is_cancellation=is_cancellation,
        is_refund=is_cancellation | (lines["quantity"] < 0), net_revenue_amount=revenue,
        sales_amount=revenue.clip(lower=0), refund_amount=-revenue.clip(upper=0),
        quarantine_rule=np.select(list(rules.values()), list(rules), default=""),
    )  # fmt: skip


def reconciliation(lines: pd.DataFrame) -> pd.DataFrame:
    """Rows and money of each line kind by outcome: kept, duplicate, quarantined."""
    outcome = np.select([lines["is_repeat"], lines["quarantine_rule"] != ""], ["duplicate", "quarantined"], "kept")
    return lines.groupby(["line_kind", outcome])["line_amount"].agg(["size", "sum"]).reset_index()


def orders(items: pd.DataFrame) -> pd.DataFrame:
    """One row per order."""
    parts = items.assign(
        n_lines=1, n_products=items["product_id"].where(items["is_product"]),
        units=items["quantity"].where(items["is_product"], 0),
        non_revenue_amount=items["line_amount"] - items["net_revenue_amount"],
    )  # fmt: skip
    sums = ["n_lines", "units", *MONEY, "non_revenue_amount"]
    how = {"country_alias": "min", "ordered_at": "min", "ordered_date": "min", "n_products": "nunique"}
    by_order = parts.groupby(["order_id", "customer_id", "is_cancellation"], as_index=False)
    result = by_order.agg(how | dict.fromkeys(sums, "sum")).merge(seed("country_codes"), on="country_alias", how="left")
    result[sums] = result[sums].round(4)
    result["country_name"] = result["country_name"].fillna(result["country_alias"]).fillna("Unknown")
    return result.assign(is_valid_order=~result["is_cancellation"] & (result["net_revenue_amount"] > 0))


def customers(orders: pd.DataFrame) -> pd.DataFrame:
    """One row per customer: totals, and the country of the latest order that names one."""
    valid_date = orders["ordered_date"].where(orders["is_valid_order"])
    is_unnamed = (orders["country_name"] == "Unknown") | (orders["customer_id"] == GUEST)
    parts = orders.assign(
        n_orders=orders["is_valid_order"], n_cancellations=orders["is_cancellation"],
        first_order_date=valid_date, last_order_date=valid_date, first_seen_date=orders["ordered_date"],
        country_name=orders["country_name"].mask(is_unnamed),
    ).sort_values(["ordered_at", "order_id"])  # fmt: skip
    how = {"country_name": "last", "first_seen_date": "min", "first_order_date": "min", "last_order_date": "max"}
    sums = dict.fromkeys(["n_orders", "n_cancellations", *MONEY], "sum")
    result = parts.groupby("customer_id", as_index=False).agg(how | sums)
    return result.assign(country_name=result["country_name"].fillna("Unknown"))


def products(items: pd.DataFrame) -> pd.DataFrame:
    """One row per product: totals, and its most frequent name."""
    goods = items[items["is_product"]]
    names = goods.groupby([*PRODUCT, "line_kind"], as_index=False, dropna=False)["quantity"].agg(n="size")
    names["n"] = names["n"].where(names["product_name"].notna(), 0)
    names = names.sort_values(["n", "product_name"], ascending=[False, True]).drop_duplicates("product_id")
    sold = ~goods["is_refund"]
    sold_date = goods["ordered_date"].where(sold)
    parts = goods.assign(
        n_orders=goods["order_id"].where(sold), first_sold_date=sold_date, last_sold_date=sold_date,
        units_sold=goods["quantity"].where(sold, 0), units_refunded=-goods["quantity"].mask(sold, 0),
    )  # fmt: skip
    how = {"n_orders": "nunique", "first_sold_date": "min", "last_sold_date": "max"}
    totals = parts.groupby("product_id").agg(how | dict.fromkeys(["units_sold", "units_refunded", *MONEY], "sum"))
    return names.drop(columns="n").merge(totals, on="product_id")


def rhythm_limit(stage: str, n_order_days: pd.Series, median_gap_days: pd.Series) -> np.ndarray:
    """Days after which a stage ends: by the customer's own rhythm where it has one, else the default."""
    rule = seed("lifecycle_stage_rules").set_index("stage").loc[stage]
    own = (rule["rhythm_multiple"] * median_gap_days).clip(rule["floor_days"], rule["cap_days"])
    limits: np.ndarray = np.where(n_order_days >= rule["min_order_days"], own, rule["default_days"])
    return limits


def customer_days(orders: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row per known customer and day with business, with the gap since the order day before."""
    known = orders[orders["customer_id"] != GUEST].assign(n_cancellations=orders["is_cancellation"])
    valid = known[known["is_valid_order"]].assign(n_orders=1, order_amount=known["net_revenue_amount"])
    bought = items[items["is_product"] & ~items["is_refund"] & items["order_id"].isin(valid["order_id"])]
    first = bought.groupby(["customer_id", "product_id"])["ordered_date"].min().reset_index()
    days = known.groupby(DAY)[["n_cancellations", *MONEY[1:]]].sum()
    days = days.join([valid.groupby(DAY)[WINDOWED[:4]].sum(), first.groupby(DAY).size().rename("n_new_products")])
    days = days.fillna(0).round(4).reset_index()
    order_days = days[days["n_orders"] > 0]
    gaps = order_days.groupby("customer_id")["ordered_date"].diff().dt.days
    rhythm = gaps.groupby(order_days["customer_id"])
    median_before = rhythm.expanding().median().droplevel(0).groupby(order_days["customer_id"]).shift()
    lapsed = gaps - 1 > rhythm_limit("at_risk", rhythm.cumcount(), median_before)
    paused = gaps - 1 > rhythm_limit("active", rhythm.cumcount(), median_before)
    marks = pd.DataFrame({"is_reactivation": lapsed, "is_after_pause": paused}).reindex(days.index, fill_value=False)
    month = days["ordered_date"].dt.year * 12 + days["ordered_date"].dt.month
    return days.assign(gap_days=gaps, month=month).join(marks)


def snapshots(days: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """What was known of each customer at each month-end, on the last day and a churn horizon before it."""
    first, last = items["ordered_date"].min(), items["ordered_date"].max()
    month_ends = pd.date_range(first, last, freq="ME")
    dates = month_ends.union([last - pd.Timedelta(days=CHURN_HORIZON_DAYS), last])
    known = days.merge(pd.DataFrame({"snapshot_date": dates}), how="cross")
    known = known[known["ordered_date"] <= known["snapshot_date"]]
    known = known.assign(days_ago=(known["snapshot_date"] - known["ordered_date"]).dt.days)
    by_order_day = known[known["n_orders"] > 0].groupby(SPOT)
    history = by_order_day.agg(
        recency_days=("days_ago", "min"), tenure_days=("days_ago", "max"), n_order_days=("days_ago", "size"),
        n_active_months=("month", "nunique"), median_gap_days=("gap_days", "median"), max_gap_days=("gap_days", "max"),
    )  # fmt: skip
    latest = by_order_day[["gap_days", "is_reactivation", "order_amount", "n_lines"]].last().add_prefix("last_")
    sums = [known[known["days_ago"] < days].groupby(SPOT)[WINDOWED].sum().add_suffix(f"_{days}d") for days in WINDOWS]
    totals = known.groupby(SPOT)[[*WINDOWED, "n_cancellations"]].sum()
    a_year_before = known["days_ago"].between(365 - CHURN_HORIZON_DAYS, 364)
    sums += [known[a_year_before].groupby(SPOT)["n_orders"].sum().rename("n_orders_same_season")]
    result = totals.join(sums).fillna(0).round(4).join([history, latest]).reset_index()
    return result.assign(
        is_month_end=result["snapshot_date"].isin(month_ends),
        is_as_of=result["snapshot_date"] == last,
        last_is_reactivation=result["last_is_reactivation"].fillna(False).astype(bool),
    )


def rfm_scores(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Quintile and fixed-threshold scores and segments of the customers with an order in the last 365 days."""
    scores = snapshots[(snapshots["is_month_end"] | snapshots["is_as_of"]) & (snapshots["n_orders_365d"] > 0)].copy()
    by_date, bounds = scores.groupby("snapshot_date"), seed("rfm_thresholds").sort_values("score")
    sources = {"recency": "recency_days", "frequency": "n_orders_365d", "monetary": "net_revenue_amount_365d"}
    for measure, column in sources.items():
        sign = -1 if measure == "recency" else 1
        rank, size = by_date[column].rank(method="min", ascending=sign > 0), by_date[column].transform("size")
        scores[f"{measure[0]}_score"] = 1 + (5 * (rank - 1) // size).astype(int)
        cuts = sign * bounds.loc[bounds["measure"] == measure, "bound"]
        scores[f"fixed_{measure[0]}_score"] = 1 + np.searchsorted(cuts, sign * scores[column], side="right")
    for kind in ("", "fixed_"):
        scores[f"{kind}fm_score"] = (scores[f"{kind}f_score"] + scores[f"{kind}m_score"]) // 2
        segments = seed("rfm_segments").add_prefix(kind)
        scores = scores.merge(segments, on=[f"{kind}r_score", f"{kind}fm_score"])
    return scores[[*SPOT, "is_month_end", "is_as_of", *sources.values(), *scores.filter(regex="_score|segment")]]


def lifecycle_stages(snapshots: pd.DataFrame) -> pd.DataFrame:
    """The stage of every known customer at each month-end and on the last day."""
    stages = snapshots[snapshots["is_month_end"] | snapshots["is_as_of"]]
    active, lapse = (rhythm_limit(s, stages["n_order_days"], stages["median_gap_days"]) for s in ("active", "at_risk"))
    recency, n_orders = stages["recency_days"], stages["n_orders"]
    new_days = seed("lifecycle_stage_rules").set_index("stage").loc["new", "default_days"]
    rules = {
        "prospect": n_orders == 0,
        "new": (n_orders == 1) & (recency <= new_days),
        "reactivated": (recency <= active) & stages["last_is_reactivation"],
        "active": recency <= active,
        "at_risk": recency <= lapse,
    }
    columns = [*SPOT, "is_month_end", "is_as_of", "n_orders", "recency_days", "median_gap_days"]
    stage = np.select(list(rules.values()), list(rules), default="lapsed")
    return stages[columns].assign(stage=stage, active_limit_days=active, lapse_limit_days=lapse)


def transitions(monthly: pd.DataFrame) -> pd.DataFrame:
    """Customers by their stage at one month-end and at the next; `unknown` for those not known before."""
    before = monthly[[*SPOT, "stage"]].assign(snapshot_date=monthly["snapshot_date"] + pd.offsets.MonthEnd(1))
    moves = monthly.merge(before.rename(columns={"stage": "from_stage"}), on=SPOT, how="left")
    moves["from_stage"] = moves["from_stage"].fillna("unknown")
    return moves.groupby(["snapshot_date", "from_stage", "stage"]).size().reset_index(name="n_customers")


def build() -> dict[str, pd.DataFrame]:
    """All tables by name."""
    lines = order_lines()
    distinct, in_quarantine = ~lines["is_repeat"], lines["quarantine_rule"] != ""
    items = lines[distinct & ~in_quarantine]
    t = {"order_items": items}
    for name, rows in (("duplicate_rows", ~distinct), ("quarantined_rows", distinct & in_quarantine)):
        t[name] = lines[rows].rename(columns={"line_amount": "amount"})
    t["reconciliation"], t["orders"], t["products"] = reconciliation(lines), orders(items), products(items)
    t["customer_orders"] = customers(t["orders"])
    t["int_customer_snapshots"] = snapshots(customer_days(t["orders"], items), items)
    for name, table in (("rfm_scores", rfm_scores), ("lifecycle_stages", lifecycle_stages)):
        spots = table(t["int_customer_snapshots"])
        t[name], t[f"{name}_monthly"] = spots[spots["is_as_of"]], spots[spots["is_month_end"]]
    return t | {"lifecycle_transitions": transitions(t["lifecycle_stages_monthly"])}


if __name__ == "__main__":
    start = time.perf_counter()
    tables = build()
    built = time.perf_counter()
    for name, table in tables.items():
        table.to_parquet(Path(sys.argv[1]) / f"{name}.parquet")
    print(built - start, time.perf_counter() - start)
