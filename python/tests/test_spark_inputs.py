"""Spark reads every kind of input as DuckDB does, late rows and none at all too, and names what it cannot read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dbt_customer360
import duckdb
import pytest
from customer360.compare import keyed_tables
from dbt_common.exceptions import DbtRuntimeError
from spark_support import NO_TESTS, ONE_IN_TWENTY, Spark, needs_spark, sample, spark_session
from warehouse import TESTS, build, failures, nodes, online_retail, order_lines

pytestmark = [pytest.mark.spark, needs_spark]


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
        ("quote.csv", "and never closed, so that the 1 lines after it would be lost"),
    ],
)
def test_an_input_that_cannot_be_read_stops_the_build(spark: Spark, tmp_path: Path, location: str, words: str) -> None:
    (tmp_path / "short.csv").write_text("order_id,customer_id,ordered_at\n1,a,2011-01-01\n")
    (tmp_path / "broken.parquet").write_text("no parquet")
    (tmp_path / "quote.csv").write_text(
        'order_id,customer_id,ordered_at,quantity,unit_price\n1,"a,2011-01-01,1,1\n2,b,\n'
    )
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
