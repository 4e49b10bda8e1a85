"""Clusters of records from the edges between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.components import Ints, components


def clustered(records: pa.Table, edges: pa.Table) -> pa.Table:
    """The cluster of each record, named by its smallest record_id, whatever the sequence of rows and edges.

    Args:
        records: column record_id, unique; edges: columns record_a and record_b.

    Returns:
        record_id and cluster_id, one row per record.

    Raises:
        ValueError: an edge names a record that is none.
    """
    names = pc.sort_indices(records.column("record_id"))
    ids = records.column("record_id").take(names).combine_chunks()

    def numbers(column: str) -> Ints:
        found = pc.index_in(edges.column(column), value_set=ids)
        if found.null_count:
            raise ValueError(f"{found.null_count} edges name a {column} that is no record")
        numbered: Ints = found.to_numpy().astype(np.int64)
        return numbered

    root = components(len(ids), numbers("record_a"), numbers("record_b"))
    return pa.table({"record_id": ids, "cluster_id": ids.take(pa.array(root))})


def clustered_on_spark(records: Any, edges: Any) -> Any:
    """What `clustered` gives, of data frames of Spark and without bringing rows to the driver.

    Every round hooks each node onto its smallest neighbour, follows these hooks to their ends, and goes on with the
    edges between the ends: at least half of the nodes that have edges are gone after each.

    Args:
        records: column record_id, unique; edges: columns record_a and record_b.

    Raises:
        ValueError: an edge names a record that is none.
    """
    clusters = records.selectExpr("record_id", "record_id as cluster_id")
    pairs = computed(edges.selectExpr("record_a as a", "record_b as b").distinct())
    named = pairs.selectExpr("a as record_id").union(pairs.selectExpr("b as record_id"))
    if strangers := named.join(records, "record_id", "left_anti").count():
        raise ValueError(f"{strangers} edges name a record that is no record")
    while not (pairs := computed(pairs.where("a <> b").distinct())).isEmpty():
        both_ways = pairs.union(pairs.selectExpr("b as a", "a as b"))
        hooks = followed(both_ways.groupBy("a").agg({"b": "min"}).selectExpr("a as node", "least(a, `min(b)`) as root"))
        clusters = clusters.join(hooks, clusters["cluster_id"] == hooks["node"], "left").selectExpr(
            "record_id", "coalesce(root, cluster_id) as cluster_id"
        )
        clusters = computed(clusters)
        left = pairs.join(hooks, pairs["a"] == hooks["node"]).selectExpr("root as a", "b")
        pairs = left.join(hooks, left["b"] == hooks["node"]).selectExpr("a", "root as b")
    return clusters


def followed(hooks: Any) -> Any:
    """Each node (`node`) with the end (`root`) of its chain of hooks, whose length halves in every round."""
    while True:
        ends = hooks.selectExpr("node as middle", "root as end")
        jumped = hooks.join(ends, hooks["root"] == ends["middle"]).selectExpr(
            "node", "end as root", "end <> root as moved"
        )
        jumped = computed(jumped)
        hooks = jumped.select("node", "root")
        if jumped.where("moved").isEmpty():
            return hooks


def computed(frame: Any) -> Any:
    """The rows of a data frame without its past.

    A checkpoint keeps the estimated size of what it came from, and that of a join is a product: after twenty rounds
    the estimates alone have millions of digits. So its rows are taken as a data frame of unknown size.
    """
    from pyspark.sql.classic.dataframe import DataFrame  # noqa: PLC0415  an optional extra

    session, done = frame.sparkSession, frame.localCheckpoint()._jdf
    rows = done.queryExecution().toRdd()
    return DataFrame(session._jsparkSession.internalCreateDataFrame(rows, done.schema(), False), session)
