"""The whole project on Spark: what DuckDB gives, cell by cell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from customer360.cli import main
from customer360.compare import keyed_tables
from customer360.contract import load_contract
from customer360.warehouses import open_warehouse
from dbt.contracts.graph.manifest import Manifest
from spark_support import Spark, needs_spark
from warehouse import ROOT, Build, failures, nodes

pytestmark = [pytest.mark.spark, needs_spark]

#: What differs between engines lies in macros, staging and models up to the marts; the cells of all are compared.
BEYOND = ("models/marts", "models/predictions", "models/pii")
#: Their generic tests, of every kind there is, stand for all: each kind is one query, and the tables are equal.
ASKED_BY_GENERIC_TESTS = [
    "customer_360",
    "rfm_thresholds",
    "survey_scales",
    "lifecycle_stages",
    "orders",
    "int_orders_judged",
    "int_campaigns_judged",
]


def variants_behind(manifest: Manifest, model: str) -> set[str]:
    """The macros that a model rests on and that Spark has a variant of, ours or dbt's."""
    todo, seen = [*manifest.nodes[model].depends_on_macros], set[str]()
    while todo:
        macro = todo.pop()
        if macro not in seen and macro in manifest.macros:
            seen.add(macro)
            todo += manifest.macros[macro].depends_on.macros
    return {macro.name for macro in map(manifest.macros.__getitem__, seen) if macro.name.startswith("spark__")}


def units_left_out(manifest: Manifest) -> set[str]:
    """Unit tests beyond the marts, and those of models that are the same text on both engines."""
    left_out = set()
    for name, test in manifest.unit_tests.items():
        model = test.depends_on.nodes[0]
        places = test.original_file_path, manifest.nodes[model].original_file_path
        if any(place.startswith(BEYOND) for place in places) or not variants_behind(manifest, model):
            left_out.add(name)
    return left_out


@pytest.fixture(scope="module")
def whole(spark: Spark) -> Any:
    """The project as it is, on the simulated company, with its own data tests and the unit tests that may differ."""
    left_out = [name.rsplit(".", maxsplit=1)[-1] for name in units_left_out(spark.manifest())]
    return spark.dbt("build", "--exclude", "test_type:generic", *left_out)


def test_the_build_is_green_and_leaves_out_no_test_of_its_own(whole: Any, demo_build: Build, spark: Spark) -> None:
    assert failures(whole) == []
    manifest = spark.manifest()
    generic = {name for name, node in manifest.nodes.items() if hasattr(node, "test_metadata")}
    assert nodes(whole) == demo_build.nodes - generic - units_left_out(manifest)
    assert len(nodes(whole) & manifest.unit_tests.keys()) > 200


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
