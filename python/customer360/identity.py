"""Clusters of records from the edges between them, and from what keeps records apart."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from customer360.barriers import NEVER, Statement, divided, is_torn
from customer360.components import Ints, components
from customer360.tables import is_spark, read

#: Any numbers will do: clusters are named at the end, which is cheaper than to sort all records.
NUMBERED = "create temp table numbered as select record_id, row_number() over () - 1 as number from records"
ENDS = """
    select a.number as record_a, b.number as record_b
    from edges left join numbered as a on record_a = a.record_id left join numbered as b on record_b = b.record_id
"""
#: What records state in the components where not all values of a kind are the same.
SUSPECT = """
    with said as (
        select number, barrier_type as kind, barrier_value as value from barriers join numbered using (record_id)
        union all
        select number, $never || ' ' || record_a || ' ' || record_b, record_id
        from never join numbered on record_id in (record_a, record_b)
    ), found as (select root, number, kind, value from said join clusters using (number))
    select root, number, kind, value from found
    where root in (select root from found group by root, kind having min(value) <> max(value))
"""
#: The edges of the components that are clustered again, in the sequence in which they join.
IN_SEQUENCE = """
    select priority = 0, score is not null, a.number, b.number
    from edges
    join numbered as a on record_a = a.record_id
    join numbered as b on record_b = b.record_id
    join clusters on a.number = clusters.number
    where root in (select unnest($torn))
    order by priority, round(score, 6) desc nulls last, record_a, record_b
"""
CLUSTERS = """
    with members as (select record_id, root from numbered join clusters using (number)),
    named as (select root, min(record_id) as cluster_id from members group by root)
    select record_id, cluster_id from members join named using (root)
"""


def cluster_records(records: Any, edges: Any, barriers: Any, decisions: Any) -> Any:
    """What `clustered` gives, of relations of dbt's session, on either engine.

    Args:
        records, edges, barriers: as of `clustered`; decisions: columns decision, record_a and record_b.
    """
    inputs = (
        records.select("record_id"),
        edges.select("record_a", "record_b", "priority", "score"),
        barriers.select("record_id", "barrier_type", "barrier_value"),
        decisions.filter("decision = 'never'").select("record_a", "record_b"),
    )
    return clustered_on_spark(*inputs) if is_spark(records) else clustered(*map(read, inputs))


def clustered(records: pa.Table, edges: pa.Table, barriers: pa.Table, never: pa.Table) -> pa.Table:
    """The cluster of each record, named by its smallest record_id, whatever the sequence of the rows.

    Clusters are connected components. Only those in which statements forbid one another are clustered again, edge by
    edge: by priority, score (highest first) and records. An edge joins unless the two sides hold what forbids it; one
    with a score has weighed birth date and gender itself.

    Args:
        records: column record_id, unique; edges: columns record_a, record_b, priority (0 for what a steward decided)
            and score (may be NULL); barriers: columns record_id, barrier_type and barrier_value; never: columns
            record_a and record_b, pairs that are never one person.

    Returns:
        record_id and cluster_id, one row per record.

    Raises:
        ValueError: an edge names a record that is none.
    """
    with duckdb.connect() as connection:
        for name, table in {"records": records, "edges": edges, "barriers": barriers, "never": never}.items():
            connection.register(name, table)
        connection.execute(NUMBERED)
        ends = connection.sql(ENDS).to_arrow_table()
        for end in ("record_a", "record_b"):
            if strangers := ends.column(end).null_count:
                raise ValueError(f"{strangers} edges name a {end} that is no record")
        root = components(len(records), ends.column("record_a").to_numpy(), ends.column("record_b").to_numpy())
        register_clusters(connection, root)
        if redone := clustered_again(connection):
            root[list(redone)] = list(redone.values())
            register_clusters(connection, root)
        return connection.sql(CLUSTERS).to_arrow_table()


def register_clusters(connection: duckdb.DuckDBPyConnection, root: Ints) -> None:
    """Make the table clusters: one record of each record's cluster, by number."""
    connection.register("clusters", pa.table({"number": np.arange(len(root)), "root": root}))


def clustered_again(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """One record of the cluster of each record in components that forbid themselves, by number."""
    values: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    statements: defaultdict[int, list[Statement]] = defaultdict(list)
    for root, number, kind, value in connection.execute(SUSPECT, {"never": NEVER}).fetchall():
        values[root][kind].add(value)
        statements[number].append((kind, value))
    torn = sorted(root for root, stated in values.items() if is_torn(stated))
    if not torn:
        return {}
    return divided(connection.execute(IN_SEQUENCE, {"torn": torn}).fetchall(), statements)


def clustered_on_spark(records: Any, edges: Any, barriers: Any, never: Any) -> Any:
    """What `clustered` gives, of data frames of Spark. Only components that may forbid themselves come to the driver.

    Args:
        records, edges, barriers, never: as of `clustered`.

    Raises:
        ValueError: an edge names a record that is none.
    """
    clusters = components_on_spark(records, edges)
    stated = barriers.join(clusters, "record_id").select("cluster_id", "barrier_type", "barrier_value").distinct()
    several = stated.groupBy("cluster_id", "barrier_type").count().where("count > 1").select("cluster_id")
    left, right = (clusters.selectExpr(f"record_id as record_{end}", "cluster_id") for end in "ab")
    forbidden = never.join(left, "record_a").join(right, ["record_b", "cluster_id"]).select("cluster_id")
    torn = clusters.join(several.union(forbidden).distinct(), "cluster_id").select("record_id")
    torn = computed(torn)
    if torn.isEmpty():
        return clusters
    of_first = torn.withColumnRenamed("record_id", "record_a")
    here = [torn, edges.join(of_first, "record_a"), barriers.join(torn, "record_id"), never.join(of_first, "record_a")]
    again = records.sparkSession.createDataFrame(clustered(*(frame.toArrow() for frame in here)))
    again = again.selectExpr("record_id", "cluster_id as again_id")
    return clusters.join(again, "record_id", "left").selectExpr(
        "record_id", "coalesce(again_id, cluster_id) as cluster_id"
    )


def components_on_spark(records: Any, edges: Any) -> Any:
    """The connected component of each record, named by its smallest record_id, without bringing rows to the driver.

    Every round hooks each node onto its smallest neighbour, follows these hooks to their ends, and goes on with the
    edges between the ends: at least half of the nodes that have edges are gone after each.

    Args:
        records: column record_id, unique; edges: columns record_a and record_b.

    Returns:
        record_id and cluster_id, one row per record.

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
    data_frame: Any = import_module("pyspark.sql.classic.dataframe").DataFrame
    session, done = frame.sparkSession, frame.localCheckpoint()._jdf
    rows = done.queryExecution().toRdd()
    return data_frame(session._jsparkSession.internalCreateDataFrame(rows, done.schema(), False), session)
