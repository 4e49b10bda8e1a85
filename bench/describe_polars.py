"""The tables of describe_script.sql in idiomatic polars, lazily: `describe_polars.py LINES FOLDER`.

Money is float, its sums rounded where a score compares them; a line's id is a hash of polars'.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from polars import col

NEW_DAYS, SMALL = 30, 30
SLICES = {"all": "all", "first_channel": "unknown", "first_region": "unknown", "first_category": "unknown"}
SLICES |= {"acquisition_campaign": "unknown", "customer_type": "B2C"}
RAW = ["order_id", "customer_id", "ordered_at", "product_id", "product_name", "quantity", "unit_price", "country"]
WINDOWS = (30, 90, 180, 365)
ON_DATE = ["customer_id", "snapshot_date"]
ACTIVE, LAPSE = (2, 30, 180, 90), (4, 60, 365, 180)


def seed(name: str) -> pl.LazyFrame:
    """One table of business rules."""
    return pl.scan_csv(f"seeds/config/{name}.csv", null_values=[""])


def day_number() -> pl.Expr:
    """Days between the day of business and the date looked at."""
    return (col("snapshot_date") - col("ordered_date")).dt.total_days()


def distinct_lines(file: str) -> pl.LazyFrame:
    """The file as it is, all of it text, each line once, with how often it is there."""
    raw = pl.scan_csv(file, infer_schema=False) if file.endswith(".csv") else pl.scan_parquet(file)
    return raw.group_by(pl.all()).agg(n_copies=pl.len())


def identifier(name: str) -> pl.Expr:
    """Without surrounding blanks, in capitals; empty text is missing."""
    return col(name).str.strip_chars().str.to_uppercase().replace("", None)


def judged_lines(raw: pl.LazyFrame) -> pl.LazyFrame:
    """The lines standardised and typed, beside their raw text, each with the first rule that it breaks."""
    lines = raw.select(
        identifier("order_id"), identifier("customer_id").str.replace(r"^(\d+)\.0+$", "${1}"),
        identifier("product_id").fill_null("UNKNOWN"), identifier("country").alias("country_alias"),
        col("product_name").str.strip_chars().str.replace_all(r"\s+", " "),
        col("ordered_at").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
        col("quantity", "unit_price").cast(pl.Float64, strict=False), raw=pl.struct(RAW), n_copies="n_copies",
        order_item_id=pl.struct(RAW).hash(),
    ).with_columns(
        ordered_date=col("ordered_at").dt.date(), amount=(col("quantity") * col("unit_price")).round(4),
    )  # fmt: skip
    rules = {
        "missing_order_id": col("order_id").is_null(),
        "untypable_date": col("ordered_at").is_null(),
        "untypable_quantity": col("quantity").is_null(),
        "untypable_price": col("unit_price").is_null(),
        "amount_out_of_range": col("amount").abs() >= 1e10,
        "before_company": col("ordered_date") < pl.date(1990, 1, 1),
        "negative_price": col("unit_price") < 0,
        "zero_quantity": col("quantity") == 0,
        "test_product": (col("product_id") == "TEST") | col("product_id").str.starts_with("TEST0"),
        "positive_cancellation": col("order_id").str.starts_with("C") & (col("quantity") > 0),
    }
    return lines.with_columns(rule=first_rule(rules))


def first_rule(rules: dict[str, pl.Expr]) -> pl.Expr:
    """The name of the first rule that a row breaks."""
    return pl.coalesce(pl.when(breaks).then(pl.lit(name)) for name, breaks in rules.items())


def set_aside(judged: pl.LazyFrame, judged_orders: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Repeats, one row each, and unusable lines, with the reason and the raw row in one text."""
    texts = [pl.lit(f"{name}=") + col("raw").struct.field(name).fill_null("") for name in RAW]
    kind = pl.when(col("product_id").str.starts_with("TEST")).then(pl.lit("test")).otherwise(pl.lit("merchandise"))
    columns = {"source_name": pl.lit("order_lines"), "row_id": col("order_item_id"), "line_kind": kind}
    columns |= {"currency": pl.lit("REPORTING"), "raw_row": pl.concat_str(texts, separator="; ")}
    repeats = judged.filter(col("n_copies") > 1).select(
        "amount", repeat_number=pl.int_ranges(2, col("n_copies") + 1), duplicate_rule=pl.lit("exact_repeat"), **columns
    )
    by_order = judged_orders.select("order_id", order_rule="rule").drop_nulls("order_rule")
    unusable = judged.join(by_order, on="order_id", how="left").with_columns(
        quarantine_rule=pl.coalesce("rule", "order_rule")
    )
    unusable = unusable.drop_nulls("quarantine_rule").select("amount", "quarantine_rule", **columns)
    return {
        "duplicate_rows": repeats.explode("repeat_number").join(seed("duplicate_rules"), on="duplicate_rule"),
        "quarantined_rows": unusable.join(seed("quarantine_rules"), on="quarantine_rule"),
    }


def orders(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per order, with the rule that the whole order breaks."""
    customer = col("customer_id")
    rules = {
        "conflicting_customers": customer.min() != customer.max(),
        "stock_movement": customer.max().is_null() & (col("amount").abs().max() == 0),
    }
    by_order = lines.group_by("order_id").agg(
        col("customer_id", "country_alias", "ordered_at", "ordered_date").min(), n_lines=pl.len(),
        n_products=col("product_id").n_unique(), units=col("quantity").sum(), net_revenue_amount=col("amount").sum(),
        sales_amount=col("amount").clip(lower_bound=0).sum(), refund_amount=(-col("amount")).clip(lower_bound=0).sum(),
        rule=first_rule(rules),
    )  # fmt: skip
    by_order = by_order.with_columns(is_cancellation=col("order_id").str.starts_with("C"), is_guest=customer.is_null())
    by_order = by_order.join(seed("country_codes"), on="country_alias", how="left")
    return by_order.with_columns(is_valid_order=~col("is_cancellation") & (col("net_revenue_amount") > 0))


def order_lines(judged: pl.LazyFrame, orders: pl.LazyFrame) -> pl.LazyFrame:
    """The usable lines, with what they count for."""
    lines = judged.filter(col("rule").is_null()).drop("customer_id", "raw", "n_copies", "rule")
    lines = lines.join(orders.select("order_id", "customer_id", "is_cancellation"), on="order_id")
    kept = {
        name: pl.lit(value)
        for name, value in {"line_kind": "merchandise", "is_product": True, "is_revenue": True}.items()
    }
    is_refund = col("is_cancellation") | (col("quantity") < 0)
    return lines.rename({"amount": "line_amount"}).with_columns(is_refund=is_refund, order_date="ordered_date", **kept)


def customers(orders: pl.LazyFrame) -> pl.LazyFrame:
    """One row per customer."""
    valid = col("ordered_date").filter(col("is_valid_order"))
    named, latest = ~col("is_guest") & (col("country_name") != "Unknown"), ("ordered_at", "order_id")
    return orders.group_by(col("customer_id").fill_null("GUEST")).agg(
        col("country_code", "country_name").filter(named).sort_by(*(col(name).filter(named) for name in latest)).last(),
        col("sales_amount", "refund_amount", "net_revenue_amount").sum(), n_cancellations=col("is_cancellation").sum(),
        n_orders=col("is_valid_order").sum(), first_seen_date=col("ordered_date").min(),
        first_order_date=valid.min(), last_order_date=valid.max(),
    ).with_columns(col("country_name").fill_null("Unknown"))  # fmt: skip


def customer_days(orders: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per known customer and day, with the gap since the order day before."""
    valid = col("is_valid_order")
    sold = lines.filter(~col("is_refund"), col("customer_id").is_not_null())
    first = (
        sold.join(orders.filter(valid), on="order_id", how="semi")
        .group_by("customer_id", "product_id")
        .agg(col("ordered_date").min())
    )
    first = first.group_by("customer_id", "ordered_date").agg(n_new_products=pl.len())
    days = orders.filter(col("customer_id").is_not_null()).group_by("customer_id", "ordered_date").agg(
        col("sales_amount", "net_revenue_amount", "refund_amount").sum(), n_orders=valid.sum(),
        n_cancellations=col("is_cancellation").sum(),
        order_amount=col("net_revenue_amount").filter(valid).sum(), n_lines=col("n_lines").filter(valid).sum(),
        units=col("units").filter(valid).sum(),
    )  # fmt: skip
    days = days.join(first, on=["customer_id", "ordered_date"], how="left").with_columns(
        is_order_day=col("n_orders") > 0
    )
    gap = col("ordered_date").diff().over("customer_id", "is_order_day", order_by="ordered_date").dt.total_days()
    return days.with_columns(gap_days=pl.when("is_order_day").then(gap))


def rhythm_limit(rule: tuple[int, int, int, int], n: pl.Expr, median: pl.Expr) -> pl.Expr:
    """Days after which a stage ends; rule: multiple, floor, cap, default."""
    multiple, floor, cap, default = rule
    return pl.when(n >= 3).then((multiple * median).clip(floor, cap)).otherwise(default)


def with_pauses(days: pl.LazyFrame) -> pl.LazyFrame:
    """The days, marked where they ended an active stage, or a lapse, by the rhythm before them."""
    order_days = days.filter("is_order_day").select("customer_id", "ordered_date", "gap_days")
    before = order_days.filter(col("gap_days") > NEW_DAYS).join(order_days, on="customer_id", suffix="_before")
    before = before.filter(col("ordered_date_before") < col("ordered_date"))
    rhythm = before.group_by("customer_id", "ordered_date", "gap_days").agg(
        n=pl.len(), median=col("gap_days_before").median()
    )
    marks = {
        "is_after_pause": col("gap_days") - 1 > rhythm_limit(ACTIVE, col("n"), col("median")),
        "is_reactivation": col("gap_days") - 1 > rhythm_limit(LAPSE, col("n"), col("median")),
    }
    rhythm = rhythm.select("customer_id", "ordered_date", **marks)
    return days.join(rhythm, on=["customer_id", "ordered_date"], how="left").with_columns(col(*marks).fill_null(False))


def active_spells(days: pl.LazyFrame) -> pl.LazyFrame:
    """When customers became active: after the days of being new, or by an order that followed another stage."""

    def beside(name: str, rows: int) -> pl.Expr:
        return col(name).shift(rows).over("customer_id", order_by="ordered_date")

    is_first, is_only = col("gap_days").is_null(), col("n_orders") == 1
    begins_as_first = ~is_only | (beside("gap_days", -1) > NEW_DAYS + 1).fill_null(True)
    follows_new = beside("gap_days", 1).is_null() & (beside("n_orders", 1) == 1) & (col("gap_days") <= NEW_DAYS + 1)
    told = days.filter("is_order_day").with_columns(
        begins=pl.when(is_first).then(begins_as_first).otherwise(follows_new)
        | col("is_after_pause") | beside("is_reactivation", 1).fill_null(False),
    )  # fmt: skip
    as_new = pl.when(is_first & is_only).then(pl.duration(days=NEW_DAYS + 1)).otherwise(pl.duration(days=0))
    return told.filter("begins").select("customer_id", started_date=col("ordered_date") + as_new).sort("started_date")


def snapshots(days: pl.LazyFrame, first: object, last: object) -> pl.LazyFrame:
    """What was known of each customer at each month-end, on the last day and 90 days before it."""
    ends = pl.date_range(first, last, "1mo", eager=True).dt.month_end()
    dates = pl.concat([ends, pl.Series([last]), pl.Series([last]).dt.offset_by("-90d")]).unique()
    dates = dates.filter((dates >= first) & (dates <= last)).alias("snapshot_date").to_frame().lazy()
    known = days.join_where(dates, col("ordered_date") <= col("snapshot_date")).with_columns(days_ago=day_number())
    bought, latest = col("is_order_day"), col("ordered_date").filter("is_order_day").arg_max()
    sums = ["n_orders", "order_amount", "n_lines", "units", "net_revenue_amount", "refund_amount", "n_new_products"]
    in_season = col("days_ago").is_between(275, 364)
    return known.group_by(ON_DATE).agg(
        *(col(name).sum() for name in [*sums, "n_cancellations"]),
        *(col(name).filter(col("days_ago") < n).sum().alias(f"{name}_{n}d") for n in WINDOWS for name in sums),
        *(col(name).filter(bought).get(latest, null_on_oob=True).alias(f"last_{name}")
          for name in ("gap_days", "is_reactivation", "order_amount", "n_lines")),
        recency_days=col("days_ago").filter(bought).min(), tenure_days=col("days_ago").filter(bought).max(),
        n_order_days=bought.sum(), n_active_months=col("ordered_date").filter(bought).dt.truncate("1mo").n_unique(),
        median_gap_days=col("gap_days").median(), max_gap_days=col("gap_days").max(),
        n_orders_same_season=col("n_orders").filter(in_season).sum(),
    ).with_columns(pl.selectors.contains("amount").round(4))  # fmt: skip


def rfm_scores(snapshots: pl.LazyFrame, segments: pl.LazyFrame) -> pl.LazyFrame:
    """Quintile and fixed scores with their segments."""
    names = {"r": "recency_days", "f": "n_orders_365d", "m": "net_revenue_amount_365d"}
    bounds = {"r": [-180, -90, -60, -30], "f": [2, 4, 7, 10], "m": [500, 2000, 5000, 10000]}
    scores = snapshots.filter(col("n_orders_365d") > 0)
    for letter, name in names.items():
        better = -col(name) if letter == "r" else col(name)
        share = 5 * (better.rank("min").over("snapshot_date").cast(pl.Int64) - 1) // pl.len().over("snapshot_date")
        fixed = 1 + sum((better >= bound).cast(pl.Int64) for bound in bounds[letter])
        scores = scores.with_columns((1 + share).alias(f"{letter}_score"), fixed.alias(f"fixed_{letter}_score"))
    for kind in ("", "fixed_"):
        fm = (col(f"{kind}f_score") + col(f"{kind}m_score")) // 2
        cells = segments.rename({name: f"{kind}{name}" for name in ("r_score", "fm_score", "segment")})
        scores = scores.with_columns(fm.alias(f"{kind}fm_score")).join(cells, on=[f"{kind}r_score", f"{kind}fm_score"])
    return scores.select(*ON_DATE, *names.values(), pl.selectors.contains("_score"), pl.selectors.contains("segment"))


def stages(snapshots: pl.LazyFrame) -> pl.LazyFrame:
    """The lifecycle stage of every customer on every date."""
    n, median, recency = col("n_order_days"), col("median_gap_days"), col("recency_days")
    active, lapse = rhythm_limit(ACTIVE, n, median), rhythm_limit(LAPSE, n, median)
    stage = (
        pl.when(col("n_orders") == 0).then(pl.lit("prospect"))
        .when((col("n_orders") == 1) & (recency <= 30)).then(pl.lit("new"))
        .when((recency <= active) & col("last_is_reactivation")).then(pl.lit("reactivated"))
        .when(recency <= active).then(pl.lit("active")).when(recency <= lapse).then(pl.lit("at_risk"))
        .otherwise(pl.lit("lapsed"))
    )  # fmt: skip
    limits = {"active_limit_days": active, "lapse_limit_days": lapse}
    own = pl.when(n >= 3).then(pl.lit("own_rhythm")).otherwise(pl.lit("default"))  # fmt: skip
    source = pl.when(col("n_orders") == 0).then(pl.lit("no_order")).otherwise(own)
    return snapshots.select(
        *ON_DATE, "n_orders", "recency_days", "median_gap_days", stage=stage, limit_source=source, **limits
    )


def with_since(stages: pl.LazyFrame, spells: pl.LazyFrame, buyers: pl.LazyFrame) -> pl.LazyFrame:
    """The stages with the day on which they began."""
    dated = stages.join(buyers.select("customer_id", "first_seen_date"), on="customer_id").sort("snapshot_date")
    dated = dated.join_asof(spells, left_on="snapshot_date", right_on="started_date", by="customer_id")

    def since(days: pl.Expr) -> pl.Expr:
        return col("snapshot_date") - pl.duration(days=days.cast(pl.Int64))

    stage, recency = col("stage"), col("recency_days")
    began = (
        pl.when(stage == "prospect").then("first_seen_date")
        .when(stage == "active").then("started_date")
        .when(stage == "at_risk").then(since(recency - col("active_limit_days").floor() - 1))
        .when(stage == "lapsed").then(since(recency - col("lapse_limit_days").floor() - 1))
        .otherwise(since(recency))
    )  # fmt: skip
    dated = dated.with_columns(stage_since_date=began).drop("first_seen_date", "started_date")
    return dated.with_columns(days_in_stage=(col("snapshot_date") - col("stage_since_date")).dt.total_days())


def cohorts(days: pl.LazyFrame, customers: pl.LazyFrame) -> pl.LazyFrame:
    """Customers, orders and revenue by slice, month of the first order and month of activity."""

    def month(name: str) -> pl.Expr:
        return col(name).dt.year() * 12 + col(name).dt.month()

    sums = ["n_orders", "sales_amount", "refund_amount", "net_revenue_amount"]
    cohort = customers.filter(col("customer_id") != "GUEST").select("customer_id", cohort=month("first_order_date"))
    cohort = cohort.drop_nulls()
    months = days.group_by("customer_id", month=month("ordered_date")).agg(col(*sums).sum())
    months = months.join(cohort, on="customer_id").with_columns(n_active=col("n_orders") > 0)
    activity = months.group_by("cohort", "month").agg(col("n_active", *sums).sum())
    all_months = days.select(month=month("ordered_date")).unique()
    grid = cohort.group_by("cohort").agg(n_customers=pl.len()).join(all_months, how="cross")
    grid = grid.filter(col("month") >= col("cohort")).join(activity, on=["cohort", "month"], how="left")
    grid = grid.with_columns(col("n_active", *sums).fill_null(0)).with_columns(
        month_index=col("month") - col("cohort"), retention_rate=col("n_active") / col("n_customers"),
        cumulative_revenue_amount=col("net_revenue_amount").cum_sum().over("cohort", order_by="month"),
        is_small=col("n_customers") < SMALL, has_full_history=col("cohort") > col("month").min(),
    )  # fmt: skip
    mean = (col("cumulative_revenue_amount") / col("n_customers")).round(4)
    slices = pl.LazyFrame({"slice_kind": list(SLICES), "slice_value": list(SLICES.values())})
    return grid.with_columns(cumulative_revenue_per_customer_amount=mean).join(slices, how="cross")


if __name__ == "__main__":
    file, folder = sys.argv[1], Path(sys.argv[2])
    judged = judged_lines(distinct_lines(file)).collect().lazy()
    judged_orders = orders(judged.filter(col("rule").is_null())).collect().lazy()
    all_orders = judged_orders.filter(col("rule").is_null()).drop("rule")
    lines = order_lines(judged, all_orders).collect().lazy()
    days = with_pauses(customer_days(all_orders, lines)).collect().lazy()
    first, last = lines.select(first=col("ordered_date").min(), last=col("ordered_date").max()).collect().row(0)
    spots = snapshots(days, first, last).collect().lazy()
    is_month_end, is_as_of = col("snapshot_date") == col("snapshot_date").dt.month_end(), col("snapshot_date") == last
    looked_at, buyers = spots.filter(is_month_end | is_as_of), customers(all_orders).collect().lazy()
    tables = {"order_lines": lines, "orders": all_orders, "customer_orders": buyers, "int_customer_snapshots": spots}
    tables |= {"cohort_retention": cohorts(days, buyers)} | set_aside(judged, judged_orders)
    scores = rfm_scores(looked_at, seed("rfm_segments").select("r_score", "fm_score", "segment"))
    dated = with_since(stages(looked_at), active_spells(days), buyers)
    for name, table in (("rfm_scores", scores), ("lifecycle_stages", dated)):
        made = table.collect().lazy()
        tables |= {name: made.filter(is_as_of), f"{name}_monthly": made.filter(is_month_end)}
    for name, table in tables.items():
        table.collect().write_parquet(folder / f"{name}.parquet")
