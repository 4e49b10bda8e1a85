"""The whole project on Spark: what DuckDB gives, cell by cell, from every input, after late rows and after kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import dbt_customer360
import duckdb
import pytest
from customer360 import additive, churn, clusters, prospects, value
from customer360.cli import main
from customer360.compare import compare, keyed_tables
from customer360.contract import load_contract
from customer360.warehouses import open_warehouse
from dbt_common.exceptions import DbtRuntimeError
from spark_support import needs_spark, spark_session
from warehouse import ONLINE_RETAIL, ROOT, TESTS, Build, build, failures, nodes, online_retail, order_lines, run_dbt

pytestmark = [pytest.mark.spark, needs_spark]

#: So that a subset of customers stays whole; guests are one customer.
ONE_IN_TWENTY = "where hash(coalesce(cast(\"Customer ID\" as varchar), 'guest' || Invoice)) % 20 = 0"
NO_TESTS = ["--exclude-resource-type", *TESTS]
#: What differs between engines lies in macros, staging and the models up to the marts; the cells of these are compared.
UNITS_LEFT_OUT = ["models/marts", "models/predictions", "models/pii"]
#: Their generic tests, of every kind there is, stand for all: each kind is one query, and the tables are equal.
ASKED_BY_GENERIC_TESTS = [
    "customer_360",
    "rfm_thresholds",
    "lifecycle_stages",
    "orders",
    "int_orders_judged",
    "int_campaigns_judged",
]


@dataclass
class Spark:
    """A metastore and a warehouse folder, used by one Spark session of this process for all builds of these tests."""

    folder: Path

    def dbt(self, *arguments: str, variables: Mapping[str, Any] | None = None) -> Any:
        command = [*arguments, "--target", "spark", "--vars", json.dumps(variables or {})]
        return run_dbt(command, self.folder)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        arrow = import_module("customer360.spark_warehouse").arrow
        columns = [column.to_pylist() for column in arrow(spark_session().sql(query)).columns]
        return list(zip(*columns, strict=True))

    def compared(self, database: Path, names: Container[str] | None = None) -> dict[str, object]:
        """What differs from a DuckDB build, by table, of all tables or some; empty when nothing does."""
        tables = keyed_tables(self.folder / "target" / "manifest.json")
        tables = [table for table in tables if names is None or table.name in names]
        return {one.table.name: one for one in compare(f"duckdb:{database}", "spark", tables) if not one.is_equal}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """An empty place; the session that the first build starts ends with these tests."""
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTOMER360_SPARK", str(folder / "customer360_spark"))
        patch.chdir(ROOT)
        yield Spark(folder)
    spark_session().stop()


@pytest.fixture(scope="module")
def whole(spark: Spark) -> Any:
    """The project as it is, on the simulated company, with the unit tests up to the marts and its own data tests."""
    return spark.dbt(
        "build", "--exclude", "test_type:generic", *(f"path:{path},test_type:unit" for path in UNITS_LEFT_OUT)
    )


def sample(target: Path, clause: str = ONE_IN_TWENTY) -> Path:
    """One customer in twenty of Online Retail II."""
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_parquet('{ONLINE_RETAIL}') {clause}) to '{target}' (format parquet)")
    return target


def test_the_build_is_green_and_leaves_out_no_test_of_its_own(whole: Any, demo_build: Build, spark: Spark) -> None:
    assert failures(whole) == []
    manifest = json.loads((spark.folder / "target" / "manifest.json").read_text())
    generic = {name for name, node in manifest["nodes"].items() if node.get("test_metadata")}
    units = set()
    for name, test in manifest["unit_tests"].items():
        places = test["original_file_path"], manifest["nodes"][test["depends_on"]["nodes"][0]]["original_file_path"]
        if any(place.startswith(tuple(UNITS_LEFT_OUT)) for place in places):
            units.add(name)
    assert nodes(whole) == demo_build.nodes - generic - units


def test_generic_tests_are_green(whole: Any, spark: Spark) -> None:
    done = spark.dbt("test", "--select", *(f"{name},test_type:generic" for name in ASKED_BY_GENERIC_TESTS))
    assert failures(done) == []
    manifest = json.loads((spark.folder / "target" / "manifest.json").read_text())
    kinds = {
        name: node["test_metadata"]["name"] for name, node in manifest["nodes"].items() if node.get("test_metadata")
    }
    assert {kinds[name] for name in nodes(done) & set(kinds)} == set(kinds.values())


def test_every_cell_equals_duckdb(
    whole: Any, demo_build: Build, spark: Spark, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = spark.folder / "target" / "manifest.json"
    code = main(["compare", "--left", f"duckdb:{demo_build.database}", "--right", "spark", "--manifest", str(manifest)])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert f"EQUAL: {len(keyed_tables(manifest))} tables" in printed


def test_every_row_is_staged_as_on_duckdb(whole: Any, demo_build: Build, spark: Spark) -> None:
    names = [path.stem for path in (ROOT / "models" / "staging").rglob("stg_*.sql")]
    assert len(names) == len(load_contract())
    for name in names:
        found = sorted(map(repr, spark.rows(f"select * from customer360_staging.{name}")))
        expected = sorted(map(repr, demo_build.rows(f"from staging.{name}")))
        assert len(found) == len(expected), name
        assert [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]][:3] == [], name


def test_seeds_are_loaded_as_they_are(whole: Any, demo_build: Build) -> None:
    seeds = [path.stem for path in (ROOT / "seeds" / "config").glob("*.csv")]
    assert seeds
    with open_warehouse("spark") as warehouse:
        for seed in seeds:
            on_spark = warehouse.query(f"select * from {warehouse.table('config', seed)}").rows
            assert sorted(map(repr, on_spark)) == sorted(map(repr, demo_build.rows(f"from config.{seed}"))), seed


def test_summary_is_the_same_text(whole: Any, demo_build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for arguments in (["--database", str(demo_build.database)], ["--target", "spark"]):
        assert main([*arguments, "summary"]) == 0
        printed.append(capsys.readouterr().out.partition("The tables are in ")[0])
    assert printed[0] == printed[1]


def test_bad_queries_and_targets_end_in_one_line(whole: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for query, words in (
        ("select nope from customer_360", "UNRESOLVED_COLUMN"),
        ("select * from nope", "TABLE_OR_VIEW_NOT_FOUND"),
        ("drop table customer_360", "The query failed"),
    ):
        assert main(["--target", "spark", "sql", query]) == 1
        error = capsys.readouterr().err
        assert words in error and len(error.splitlines()) == 1
    assert main(["--target", "spark", "sql", "select count(*) as n from customer_360"]) == 0


def test_late_rows_and_an_earlier_day_end_in_the_tables_of_duckdb(spark: Spark, tmp_path: Path) -> None:
    """The spine is kept from build to build here and built from nothing on DuckDB."""
    early, whole_sample = (tmp_path / name for name in ("early.parquet", "lines.parquet"))
    sample(early, f"{ONE_IN_TWENTY} and InvoiceDate < '2011-06-01' and Invoice not like '%7'")
    sample(whole_sample)
    chosen = ["--select", "+int_customer_snapshots", *NO_TESTS]
    for number, (path, as_of) in enumerate([(early, None), (whole_sample, "2011-03-15")]):
        variables = online_retail(path) | {"as_of": as_of}
        assert failures(spark.dbt("build", *chosen, variables=variables)) == []
        fresh = build(tmp_path / f"fresh{number}" / "c360.duckdb", variables, arguments=chosen)
        assert fresh.success, fresh.messages
        columns = "customer_id, snapshot_date, n_orders, median_gap_days, net_revenue_amount, is_as_of"
        name = "int_customer_snapshots"
        on_spark = spark.rows(f"select {columns} from customer360_intermediate.{name}")
        assert sorted(on_spark) == sorted(fresh.rows(f"select {columns} from intermediate.{name}")), as_of
        stored = spark.rows(
            "select count(*), count(distinct snapshot_date, customer_id) from "
            "customer360_intermediate.int_customer_snapshot_measures where customer_id is not null"
        )
        assert stored[0][0] == stored[0][1]


NASTY = """order_id;customer_id;ordered_at;quantity;unit_price;product_name;Extra
1;a;2011-01-01 10:00;1;2.50;"say ""hi""; twice";x
2;b;2011-01-02T10:00:00+02:00;2;0;"two
lines";
#3;;2011-01-03;-1;1e-7;it's \\ back;y
4;c;01/02/2011;three;4;Straße;
5; d ;2011-01-05;1_000;5;;z
5; d ;2011-01-05;1.0;5.0;;z
""".replace(";", ",").replace('"say ""hi"", twice"', '"say ""hi"", twice"')

TYPED = """
    select * from (values
        (1::bigint, 13085.0::double, timestamp '2011-01-01 10:00:00', 1::int, 2.5::decimal(20, 8), 1e7::float, true),
        (2, 1e7, timestamp '2011-01-02 10:00:00.125', -2, 0, 1e16, false),
        (3, 1.5, timestamp '2011-01-03 00:00:00', 3, 0.00000001, 1e-5, null),
        (4, null, null, null, null, 'nan', true),
        (5, 123456789012, timestamp '2011-01-05 00:00:00', 5, -0.00000012, 0.1, false)
    ) as t (order_id, customer_id, ordered_at, quantity, unit_price, product_id, country)
"""

STAGED = "staging.stg_sales__order_lines"


def staged_on_both(spark: Spark, folder: Path, location: str) -> tuple[list[Any], list[Any]]:
    """Every column of the staged lines from one location, on Spark and on DuckDB."""
    variables = order_lines(location)
    chosen = ["--select", "stg_sales__order_lines"]
    assert failures(spark.dbt("run", *chosen, variables=variables)) == []
    on_duckdb = build(folder / "duckdb" / "c360.duckdb", variables, arguments=chosen, left_out=TESTS)
    assert on_duckdb.success, on_duckdb.messages
    found = spark.rows(f"select * from customer360_{STAGED}"), on_duckdb.rows(f"from {STAGED}")
    return sorted(map(repr, found[0])), sorted(map(repr, found[1]))


def test_csv_parquet_and_globs_enter_alike(spark: Spark, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(NASTY, encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"copy ({TYPED}) to '{tmp_path}/typed.parquet' (format parquet)")
        for part in (1, 2):
            connection.execute(f"copy ({TYPED} where order_id % 2 = {part - 1}) to '{tmp_path}/part{part}.parquet'")
    (tmp_path / "bom.csv").write_text(NASTY, encoding="utf-8-sig")
    spaced = NASTY.replace("product_name", " product_name ", 1).replace("Extra", "", 1)
    (tmp_path / "windows.csv").write_text(spaced, encoding="utf-8", newline="\r\n")
    csv_files = [(f"{name}.csv", 6) for name in ("lines", "bom", "windows")]
    for location, n_rows in [*csv_files, ("typed.parquet", 5), ("part*.parquet", 5)]:
        on_spark, on_duckdb = staged_on_both(spark, tmp_path, str(tmp_path / location))
        assert on_spark == on_duckdb, location
        assert len(on_spark) == n_rows


#: What rests on orders alone; models of what people say and of their value have no rows without other inputs.
ON_ORDERS = ["churn_predictions_audit", "customer_clusters_audit", "lifecycle_transitions", "rfm_scores_monthly"]
ON_ORDERS += ["lifecycle_stages_monthly", "revenue_reconciliation", "row_reconciliation"]

#: Here it keeps the ids and models of all that was built into the same warehouse before.
WITH_A_MEMORY = {"customer_id_history", "model_versions", "model_parts_history"}


def test_a_table_of_the_metastore_enters_by_the_same_door(spark: Spark, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(NASTY, encoding="utf-8")
    from_file, _ = staged_on_both(spark, tmp_path, str(tmp_path / "lines.csv"))
    session = spark_session()
    session.sql("create database if not exists shop")
    options = {"header": True, "multiLine": True, "escape": '"'}
    session.read.options(**options).csv(str(tmp_path / "lines.csv")).write.saveAsTable(
        "shop.order_lines", mode="overwrite"
    )
    outcome = spark.dbt("run", "--select", "stg_sales__order_lines", variables=order_lines("shop.order_lines"))
    assert failures(outcome) == []
    assert sorted(map(repr, spark.rows(f"select * from customer360_{STAGED}"))) == from_file


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("nowhere.csv", "Path does not exist"),
        ("shop.nowhere", "nothing is found there"),
        ("short.csv", "lacks quantity, unit_price. Found: order_id, customer_id, ordered_at"),
        ("broken.parquet", "CANNOT_READ_FILE_FOOTER"),
    ],
)
def test_an_input_that_cannot_be_read_stops_the_build(spark: Spark, tmp_path: Path, location: str, words: str) -> None:
    (tmp_path / "short.csv").write_text("order_id,customer_id,ordered_at\n1,a,2011-01-01\n")
    (tmp_path / "broken.parquet").write_text("no parquet")
    place = location if location.startswith("shop") else str(tmp_path / location)
    outcome = spark.dbt("run", "--select", "stg_sales__order_lines", variables=order_lines(place))
    message = " ".join(failures(outcome))
    assert not outcome.success and words in message and location in message
    assert "at org.apache" not in message


def test_no_input_at_all_builds_the_empty_tables_of_duckdb(spark: Spark, tmp_path: Path) -> None:
    nothing = {"inputs": {}}
    chosen = ["--select", "staging", "+row_reconciliation", "+rfm_scores", "+lifecycle_stages", "+customer_orders"]
    outcome = spark.dbt("build", *chosen, *NO_TESTS, variables=nothing)
    assert failures(outcome) == []
    database = tmp_path / "c360.duckdb"
    assert build(database, nothing, left_out=TESTS, arguments=chosen).success
    built = {node.rsplit(".", maxsplit=1)[-1] for node in nodes(outcome)}
    tables = {table.name for table in keyed_tables(spark.folder / "target" / "manifest.json")} & built - WITH_A_MEMORY
    assert len(tables) >= 4
    assert spark.compared(database, tables) == {}


def killed_build(folder: Path, variables: Mapping[str, Any], pattern: str | None, *chosen: str) -> int:
    """Build in a process group, Java included; kill -9 it once a table's folder is there. Gives the exit code."""
    dbt = Path(sys.executable).with_name("dbt")
    command = [dbt, "build", "--quiet", "--target", "spark", "--target-path", folder / "target", *NO_TESTS, *chosen]
    environment = os.environ | {"CUSTOMER360_SPARK": str(folder / "killed")}
    with (folder / "killed.log").open("w") as log:
        child = subprocess.Popen(
            [*command, "--log-path", folder / "logs", "--vars", json.dumps(variables)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        while child.poll() is None:
            time.sleep(0.02)
            if pattern and any((folder / "killed" / "warehouse").glob(pattern)):
                os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def test_only_the_folder_that_is_in_the_way_is_removed(spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failures(spark.dbt("seed", "--select", "line_kinds")) == []
    session = spark_session()
    leftover = spark.folder / "customer360_spark" / "warehouse" / "customer360.db" / "left_over"
    statement = "create table customer360.left_over using parquet as select 1 as one"
    session.sql("create database if not exists customer360")

    def create() -> None:
        session.sql(statement)

    for setting, is_made in (("false", False), ("true", True)):
        (leftover / "_temporary").mkdir(parents=True, exist_ok=True)
        session.conf.set(dbt_customer360.REMOVE_LEFTOVERS, setting)
        if is_made:
            dbt_customer360.again(create)
        else:
            with pytest.raises(DbtRuntimeError, match="LOCATION_ALREADY_EXISTS"):
                dbt_customer360.again(create)
        assert leftover.exists()
    with pytest.raises(DbtRuntimeError, match="TABLE_OR_VIEW_ALREADY_EXISTS") as raised:
        dbt_customer360.again(create)
    assert "at org.apache" not in str(raised.value)
    assert session.table("customer360.left_over").count() == 1
    session.sql("drop table customer360.left_over")


EXECUTOR_LACKS = ["sklearn", "statsmodels", "customer360", "dbt", "duckdb", "threadpoolctl"]


@pytest.mark.parametrize("models", ["churn_and_clusters", "value"])
def test_scoring_needs_nothing_but_what_the_docs_say_on_the_executors(tmp_path: Path, models: str) -> None:
    """The function that travels is loaded by a Python in which everything else is missing; value alone needs scipy."""
    cloudpickle: Any = import_module("pyspark.cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules["customer360"])
    model = additive.AdditiveModel(["x"], 0.5, [])
    travels = {
        "churn_and_clusters": [
            partial(churn.scored, model=model, steps=[], label_of={}, model_version="v"),
            partial(churn.unscored, reason_code="r"),
            partial(prospects.scored, score=partial(churn.unscored, reason_code="r")),
            partial(clusters.assigned, model=None, model_version="v"),
            partial(clusters.unassigned, reason_code="r"),
        ],
        "value": [partial(value.scored, purchases=None, spend=None, plan=None, horizon=365.0)],
    }[models]
    lacking = EXECUTOR_LACKS if models == "value" else ["scipy", *EXECUTOR_LACKS]
    (tmp_path / "functions").write_bytes(cloudpickle.dumps(travels))
    code = f"""
import sys
for name in {lacking!r}:
    sys.modules[name] = None
from pyspark import cloudpickle
assert len(cloudpickle.loads(open({str(tmp_path / "functions")!r}, "rb").read())) == {len(travels)}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_killed_builds_are_made_good_by_a_plain_rerun(tmp_path: Path) -> None:
    """On customers of Online Retail II; what was cut off is compared (snapshots by churn_features), and all before."""
    variables = online_retail(sample(tmp_path / "lines.parquet"))
    chosen = ["--select", "+churn_backtest"]
    undisturbed = build(tmp_path / "undisturbed" / "c360.duckdb", variables, left_out=TESTS, arguments=chosen)
    assert undisturbed.success, undisturbed.messages
    warehouse, log = tmp_path / "killed" / "warehouse", tmp_path / "killed.log"
    by_sql, by_python = "customer360_intermediate.db/int_customer_snapshot_measures/*", "customer360.db/churn_backtest"
    for moment, killed, rerun in (
        (by_sql, *[["--select", "+int_customer_snapshot_measures"]] * 2),
        (by_python, chosen, chosen),
    ):
        assert killed_build(tmp_path, variables, moment, *killed) == -signal.SIGKILL, moment
        assert any(warehouse.glob(moment))
        assert killed_build(tmp_path, variables, None, *rerun) == 0, log.read_text()[-3000:]
    built = {node.rsplit(".", maxsplit=1)[-1] for node in undisturbed.nodes}
    tables = [table.name for table in keyed_tables(tmp_path / "target" / "manifest.json") if table.name in built]
    assert {"churn_backtest", "churn_features", "orders"} <= set(tables)
    # In a process of its own, because this one's Spark session holds another metastore.
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "customer360.cli",
            "compare",
            "--left",
            f"duckdb:{undisturbed.database}",
            "--right",
            "spark",
            "--manifest",
            str(tmp_path / "target" / "manifest.json"),
            "--tables",
            ",".join(tables),
        ],
        cwd=ROOT,
        env=os.environ | {"CUSTOMER360_SPARK": str(tmp_path / "killed")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
