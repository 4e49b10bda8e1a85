"""The metrics of the semantic layer, computed from dbt's semantic manifest as MetricFlow does, agree with the marts."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from warehouse import ROOT, Build

AGGREGATES = {"sum": "sum({})", "count_distinct": "count(distinct {})"}

#: What each metric is by month in the marts.
MARTS = {
    "gross_sales": "select month_date, sales_amount from sales_monthly",
    "refunds": "select month_date, refund_amount from sales_monthly",
    "net_revenue": "select month_date, net_revenue_amount from sales_monthly",
    "units_sold": "select month_date, units from sales_monthly",
    "order_count": "select month_date, n_orders from sales_monthly",
    "refund_rate": "select month_date, refund_amount / sales_amount from sales_monthly",
    "average_order_value": "select month_date, mean_order_amount from sales_monthly",
    "known_order_count": "select month_date, n_orders - n_guest_orders from sales_monthly",
    "customer_count": """
        select date_trunc('month', ordered_date), count(distinct customer_id)
        from intermediate.int_customer_days where is_order_day group by all""",
    "orders_per_customer": """
        select date_trunc('month', ordered_date), sum(n_orders) / count(distinct customer_id)
        from intermediate.int_customer_days where is_order_day group by all""",
    "new_customers": "select cohort_month, count(*) from intermediate.int_customer_acquisition group by all",
    "repeat_customers": """
        select cohort_month, count(*) filter (where n_days > 1) from (
            select date_trunc('month', min(ordered_date)) as cohort_month, count(distinct ordered_date) as n_days
            from orders where is_valid_order and not is_guest group by customer_id) group by all""",
    "repeat_rate": """
        select cohort_month, count(*) filter (where n_days > 1) / count(*) from (
            select date_trunc('month', min(ordered_date)) as cohort_month, count(distinct ordered_date) as n_days
            from orders where is_valid_order and not is_guest group by customer_id) group by all""",
}


@pytest.fixture(scope="module")
def manifest(demo_build: Build) -> dict[str, Any]:
    path = demo_build.database.parent / "target" / "semantic_manifest.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def by_month(build: Build, manifest: dict[str, Any], name: str) -> dict[Any, Decimal | float]:
    """A metric by calendar month of its measures' own time."""
    (metric,) = (metric for metric in manifest["metrics"] if metric["name"] == name)
    given = metric["type_params"]
    if metric["type"] == "simple":
        return measured(build, manifest, given["measure"]["name"])
    if metric["type"] == "ratio":
        parts = [by_month(build, manifest, given[part]["name"]) for part in ("numerator", "denominator")]
        months = [month for month in parts[0] if parts[1].get(month)]
        return {month: float(parts[0][month]) / float(parts[1][month]) for month in months}
    named = {part["name"]: by_month(build, manifest, part["name"]) for part in given["metrics"]}
    return {month: difference(given["expr"], named, month) for month in next(iter(named.values()))}


def difference(expression: str, named: dict[str, dict[Any, Any]], month: Any) -> Any:
    """Value of `a - b`, the only form that derived metrics have here."""
    parts = re.fullmatch(r"(\w+) - (\w+)", expression)
    assert parts, expression
    first, second = parts.groups()
    return named[first][month] - named[second][month]


def measured(build: Build, manifest: dict[str, Any], name: str) -> dict[Any, Any]:
    (model, measure), *others = (
        (model, measure)
        for model in manifest["semantic_models"]
        for measure in model["measures"]
        if measure["name"] == name
    )
    assert others == []
    time = measure["agg_time_dimension"] or model["defaults"]["agg_time_dimension"]
    (day,) = (dimension["expr"] or time for dimension in model["dimensions"] if dimension["name"] == time)
    value = AGGREGATES[measure["agg"]].format(measure["expr"])
    table = model["node_relation"]
    return dict(
        build.rows(
            f"select cast(date_trunc('month', {day}) as date), {value} from {table['schema_name']}.{table['alias']} "
            f"where {day} is not null group by all"
        )
    )


def test_every_metric_is_compared(manifest: dict[str, Any]) -> None:
    assert {metric["name"] for metric in manifest["metrics"]} == set(MARTS)
    assert all(metric["description"] for metric in manifest["metrics"])


@pytest.mark.parametrize("name", MARTS)
def test_metric_agrees_with_the_marts(demo_build: Build, manifest: dict[str, Any], name: str) -> None:
    found = by_month(demo_build, manifest, name)
    rows = demo_build.rows(f"select cast(month as date), value from ({MARTS[name]}) as mart (month, value)")
    expected = {month: value for month, value in rows if value}
    assert len(expected) > 20
    is_rate = any(isinstance(value, float) for value in found.values())
    assert {month: found.get(month, 0) for month in expected} == (
        # a mean amount of the marts is rounded to ten-thousandths
        pytest.approx({month: float(value) for month, value in expected.items()}, abs=5.1e-5) if is_rate else expected
    )
    assert [month for month, value in found.items() if value and month not in expected] == []


@pytest.mark.parametrize(
    ("name", "dimension", "column"),
    [
        ("gross_sales_amount", "category", "sales_amount"),
        ("refunds_amount", "category", "refund_amount"),
        ("valid_orders", "channel", "n_orders"),
        ("valid_orders", "region", "n_orders"),
    ],
)
def test_measure_by_a_dimension_agrees_with_the_cube(
    demo_build: Build, manifest: dict[str, Any], name: str, dimension: str, column: str
) -> None:
    (model,) = (
        model for model in manifest["semantic_models"] if name in {measure["name"] for measure in model["measures"]}
    )
    (measure,) = (measure for measure in model["measures"] if measure["name"] == name)
    (group,) = (one["expr"] or one["name"] for one in model["dimensions"] if one["name"] == dimension)
    value, table = AGGREGATES[measure["agg"]].format(measure["expr"]), model["node_relation"]
    found = demo_build.rows(f"select {group}, {value} from {table['schema_name']}.{table['alias']} group by all")
    expected = demo_build.rows(
        f"select {dimension}, sum({column}) from sales_cube where level = '{dimension}' group by all"
    )
    assert len(expected) > 3
    assert {group: value for group, value in found if value} == {group: value for group, value in expected if value}


def test_the_time_spine_covers_the_data(demo_build: Build, manifest: dict[str, Any]) -> None:
    (spine,) = manifest["project_configuration"]["time_spines"]
    day = spine["primary_column"]["name"]
    table = f"{spine['node_relation']['schema_name']}.{spine['node_relation']['alias']}"
    assert demo_build.row(f"select min({day}), max({day}), count(*) - 1 from {table}") == demo_build.row(
        "select min(ordered_date), max(as_of_date), max(as_of_date) - min(ordered_date) "
        "from order_items cross join intermediate.as_of"
    )


def test_units_are_none_where_no_line_is_a_product() -> None:
    models = yaml.safe_load((ROOT / "models" / "semantic" / "_semantic__models.yml").read_text(encoding="utf-8"))
    named = {one["name"]: one for model in models["semantic_models"] for one in model.get("measures", [])}
    value = AGGREGATES["sum"].format(named["units_on_sale_lines"]["expr"])
    rows = "(false, false, 1), (false, true, -1), (true, false, 3), (true, true, -2)"
    with duckdb.connect() as lines:
        lines.execute(f"create table lines as from (values {rows}) as line (is_product, is_refund, quantity)")
        found = lines.execute(f"select is_product, {value} from lines group by all order by 1").fetchall()
        returned = lines.execute(f"select {value} from lines where is_product and is_refund").fetchall()
    assert found == [(False, None), (True, 3)] and returned == [(0,)]


def test_an_exposure_names_every_served_table() -> None:
    models = Path(__file__).parents[2] / "models"
    exposures = yaml.safe_load((models / "semantic" / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    named = set(re.findall(r"ref\('(\w+)'\)", str(exposures)))
    served = {path.stem for path in (models / "marts").glob("*/*.sql") if path.parent.name != "features"}
    assert sorted(served - named) == []
