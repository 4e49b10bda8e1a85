"""Why records are one person: the best chain of edges from the person's first record to each of them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from customer360.components import Ints

CHAINS = pa.schema(
    [
        ("record_id", pa.string()),
        ("previous_record_id", pa.string()),
        ("depth", pa.int64()),
        ("rule", pa.string()),
        ("score", pa.float64()),
        ("weakest_priority", pa.int64()),
    ]
)
#: Records of persons on one machine of Spark at a time.
BUCKET_RECORDS = 200_000
NUMBERED = """
    create temp table numbered as
    select record_id, person_id, row_number() over (order by record_id) - 1 as number from people
"""
#: The best edge of each pair within a person, all edges ranked from the best.
RANKED = """
    create temp table ranked as
    with best as (
        select
            a.number as a, b.number as b, priority, rule, score,
            row_number() over (
                partition by least(a.number, b.number), greatest(a.number, b.number)
                order by priority, round(score, 6) desc nulls last, rule, a.number
            ) as place
        from edges
        join numbered as a on record_a = a.record_id
        join numbered as b on record_b = b.record_id and a.person_id = b.person_id
    )
    select
        least(a, b) as a, greatest(a, b) as b, priority, rule, score,
        row_number() over (order by priority, round(score, 6) desc nulls last, least(a, b), greatest(a, b)) as cost
    from best
    where place = 1
"""
ROOTS = "select number from numbered where record_id = person_id order by number"
FOUND = """
    select numbered.record_id, before.record_id as previous_record_id, chain.depth, ranked.rule, ranked.score,
        weakest.priority as weakest_priority
    from chain
    join numbered using (number)
    left join numbered as before on chain.previous = before.number
    left join ranked
        on ranked.a = least(chain.number, chain.previous) and ranked.b = greatest(chain.number, chain.previous)
    left join ranked as weakest on chain.worst_cost = weakest.cost
"""


def merge_chains(people: pa.Table, edges: pa.Table) -> pa.Table:
    """How each record comes to its person: the record before it on the way from the person's first record.

    The ways run along a minimum spanning tree of the person's edges, those of better priority and score first, so the
    worst edge of each way is as good as it can be.

    Args:
        people: columns record_id (unique) and person_id (the record_id of the person's first record), not NULL;
            edges: columns record_a, record_b, rule, priority and score (may be NULL); others than within a person are
            left aside.

    Returns:
        Schema CHAINS, one row per record: previous_record_id with the rule and score of the edge to it, depth in edges
        from the person's first record, and weakest_priority, that of the worst edge on the way. The first record of a
        person has depth 0 and NULL for the rest.

    Raises:
        ValueError: the edges do not connect all records of a person.
    """
    with duckdb.connect() as connection:
        connection.register("people", people)
        connection.register("edges", edges)
        connection.execute(NUMBERED)
        connection.execute(RANKED)
        roots = connection.sql(ROOTS).to_arrow_table().column("number").to_numpy()
        tree = connection.sql("select a, b, cost from ranked").to_arrow_table()
        ends = [tree.column(name).to_numpy().astype(np.int64) for name in ("a", "b", "cost")]
        previous, depth, worst = ways(len(people), roots, *ends)
        if lost := int((depth < 0).sum()):
            raise ValueError(f"{lost} records are of a person to whom no edge leads")
        steps = {"number": np.arange(len(people)), "previous": previous, "depth": depth, "worst_cost": worst}
        connection.register("chain", pa.table(steps))
        return connection.sql(FOUND).to_arrow_table().cast(CHAINS)


def ways(count: int, roots: Ints, left: Ints, right: Ints, cost: Ints) -> tuple[Ints, Ints, Ints]:
    """The node before each node and its distance from the root, along a minimum spanning forest.

    Args:
        count: number of nodes; roots: one node per tree; left, right, cost: the edges, costs positive and different.

    Returns:
        Each of shape (count,): the node before (-1 for a root and for what no root reaches), the distance (-1 for the
        latter), and the highest cost on the way (0 where there is none).
    """
    size = count + 1
    forest = minimum_spanning_tree(coo_array((cost.astype(float), (left, right)), (size, size)).tocsr()).tocoo()
    starts = np.full(len(roots), count)
    rows, columns = np.concatenate([forest.row, starts]), np.concatenate([forest.col, roots])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), (size, size)).tocsr()
    order, before = breadth_first_order(graph, count, directed=False)
    costs = dict(zip(zip(forest.row.tolist(), forest.col.tolist(), strict=True), forest.data.tolist(), strict=True))
    depth: Ints = np.full(size, -1, dtype=np.int64)
    worst: Ints = np.zeros(size, dtype=np.int64)
    for node, parent in zip(order[1:].tolist(), before[order[1:]].tolist(), strict=True):
        depth[node] = depth[parent] + 1
        step = costs.get((node, parent)) or costs.get((parent, node)) or 0
        worst[node] = max(worst[parent], int(step))
    previous: Ints = np.where((before >= 0) & (before < count), before, -1).astype(np.int64)
    return previous[:count], depth[:count], worst[:count]


def merge_chains_on_spark(people: Any, edges: Any) -> Any:
    """What `merge_chains` gives, of data frames of Spark; some hundred thousand records at a time on the executors."""
    cloudpickle: Any = import_module("pyspark.cloudpickle")
    types: Any = import_module("pyspark.sql.pandas.types")
    cloudpickle.register_pickle_by_value(sys.modules[__package__])
    buckets = people.count() // BUCKET_RECORDS + 1
    bucket = f"pmod(xxhash64(person_id), {buckets}) as bucket"
    of_first = people.selectExpr("record_id as record_a", bucket)
    left = people.selectExpr("*", bucket).groupBy("bucket")
    right = edges.join(of_first, "record_a").groupBy("bucket")
    return left.cogroup(right).applyInArrow(merge_chains, types.from_arrow_schema(CHAINS))
