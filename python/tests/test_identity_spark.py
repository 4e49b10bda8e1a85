"""Clusters of records on Spark: the same as elsewhere, on random graphs with barriers and on a long chain."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from benchmarks import FAKE
from customer360.identity import clustered, clustered_on_spark
from customer360.matching.matches import matched
from customer360.matching.training import trained
from spark_support import end_spark, needs_spark

pytestmark = [pytest.mark.spark, needs_spark]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    builder = import_module("pyspark.sql").SparkSession.builder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        # Java takes no less than what the tests let it start with.
        builder = builder.master("local[2]").config("spark.driver.memory", "4g")
        spark = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
        yield spark
    end_spark()


def texts(**columns: Any) -> pa.Table:
    """A table of text."""
    return pa.table({name: pa.array(list(values), pa.string()) for name, values in columns.items()})


def weighed(edges: pa.Table) -> pa.Table:
    """Edges with a priority and a score that depend on their place."""
    places = np.arange(edges.num_rows)
    edges = edges.append_column("priority", pa.array(places % 3, pa.int32()))
    return edges.append_column("score", pa.array(places % 5 * 0.5, pa.float64(), mask=places % 5 == 0))


def on_both(
    session: Any, count: int, ends: Any, n_barriers: int = 0, n_never: int = 0
) -> tuple[dict[str, str], dict[str, str]]:
    """The cluster of each record, on Spark and without it; the first records state a membership or are never one."""
    names = np.array([f"r{number:06d}" for number in range(count)])
    inputs = (
        texts(record_id=names),
        weighed(texts(record_a=names[ends[0]], record_b=names[ends[1]])),
        texts(record_id=names[:n_barriers], barrier_type=["loyalty_member_id"] * n_barriers,
              barrier_value=[f"L{number % 7}" for number in range(n_barriers)]),
        texts(record_a=names[:n_never], record_b=names[n_never : 2 * n_never]),
    )  # fmt: skip
    found = clustered_on_spark(*(session.createDataFrame(table) for table in inputs)).toArrow()
    here, there = ({row["record_id"]: row["cluster_id"] for row in t.to_pylist()} for t in (found, clustered(*inputs)))
    assert found.num_rows == count
    return here, there


@pytest.mark.parametrize("seed", [1, 2])
def test_random_graphs_fall_into_the_same_clusters(session: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(300, 1500))
    ends = rng.integers(0, count, (2, int(count * 0.7)))
    on_spark, elsewhere = on_both(session, count, ends, n_barriers=40 * seed, n_never=10 * seed)
    assert on_spark == elsewhere


def test_a_long_chain_in_any_sequence_is_one_cluster(session: Any) -> None:
    chain = np.random.default_rng(7).permutation(2_000)
    on_spark, _ = on_both(session, len(chain), (chain[:-1], chain[1:]))
    assert set(on_spark.values()) == {"r000000"}


def test_no_edges_leave_every_record_alone(session: Any) -> None:
    none = np.array([], dtype=int)
    on_spark, elsewhere = on_both(session, 3, (none, none))
    assert on_spark == elsewhere == {name: name for name in ("r000000", "r000001", "r000002")}


def test_an_edge_to_no_record_is_an_error(session: Any) -> None:
    records = session.createDataFrame(texts(record_id=["a"]))
    edges = session.createDataFrame(weighed(texts(record_a=["a"], record_b=["z"])))
    with pytest.raises(ValueError, match="1 edges name"):
        clustered_on_spark(records, edges, records, edges)


def test_the_model_of_matching_and_what_it_accepts_are_the_same(session: Any, tmp_path: Path) -> None:
    outcome = FAKE.build(tmp_path, ["+int_identity_matches"])
    assert outcome.success, outcome.messages

    def on_spark(name: str) -> Any:
        with duckdb.connect(str(outcome.database), read_only=True) as connection:
            return session.createDataFrame(connection.sql(f"from intermediate.{name}").to_arrow_table())

    def rows(table: pa.Table) -> list[dict[str, Any]]:
        rounded = [{k: round(v, 9) if isinstance(v, float) else v for k, v in row.items()} for row in table.to_pylist()]
        return sorted(rounded, key=lambda row: tuple(map(str, row.values())))

    def here(name: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(outcome.database), read_only=True) as connection:
            return rows(connection.sql(f"from intermediate.{name}").to_arrow_table())

    comparables, blocking = on_spark("int_identity_comparables"), on_spark("int_identity_blocking")
    model = trained(comparables, blocking)
    assert rows(model) == here("int_identity_match_model")
    settings = on_spark("int_identity_match_settings")
    found = matched(comparables, blocking, session.createDataFrame(model), settings, session).toArrow()
    expected = here("int_identity_matches")
    assert sum(row["is_accepted"] for row in expected) > 1000
    assert rows(found) == expected
