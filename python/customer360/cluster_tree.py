"""The clusters as a tree: Ward's method over their centroids, each weighted by its customers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.additive import DECIMALS
from customer360.tables import Floats, matrix

TREE = pa.schema(
    [
        ("step", pa.int32()),
        ("left_node_id", pa.int32()),
        ("right_node_id", pa.int32()),
        ("node_id", pa.int32()),
        ("height", pa.float64()),
        ("n_training_customers", pa.int64()),
        ("n_clusters", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Node:
    """A cluster, or several merged: their common centre, scaled, of shape (features,); customers; clusters."""

    centre: Floats
    size: int
    n_clusters: int


def height(a: Node, b: Node) -> float:
    """Ward's (1963) height of a merge, as scipy gives it: the square is twice the growth of the sum of squares."""
    weight = 2 * a.size * b.size / (a.size + b.size)
    return round(float(np.sqrt(weight * np.square(a.centre - b.centre).sum())), DECIMALS)


def merged(a: Node, b: Node) -> Node:
    """Two nodes as one."""
    size = a.size + b.size
    return Node((a.centre * a.size + b.centre * b.size) / size, size, a.n_clusters + b.n_clusters)


def tree(centroids: pa.Table) -> pa.Table:
    """The merges, the lowest first; of equal ones that of the smaller numbers.

    Args:
        centroids: cluster_centroids, whose sizes are above 0.

    Returns:
        Table of schema TREE. Merged nodes are numbered on from the largest cluster_id.
    """
    centroids = centroids.sort_by([("cluster_id", "ascending"), ("feature", "ascending")])
    nodes = {}
    for cluster in sorted(set(centroids.column("cluster_id").to_pylist())):
        rows = centroids.filter(pc.equal(centroids.column("cluster_id"), cluster))
        size = rows.column("n_training_customers")[0].as_py()
        nodes[cluster] = Node(matrix(rows, ["scaled_centre"])[:, 0], size, 1)
    rows = []
    next_id = max(nodes, default=0) + 1
    for step in range(1, len(nodes)):
        at, left, right = min((height(nodes[a], nodes[b]), a, b) for a, b in combinations(sorted(nodes), 2))
        node = merged(nodes.pop(left), nodes.pop(right))
        nodes[next_id] = node
        rows.append(
            {
                "step": step,
                "left_node_id": left,
                "right_node_id": right,
                "node_id": next_id,
                "height": at,
                "n_training_customers": node.size,
                "n_clusters": node.n_clusters,
            }
        )
        next_id += 1
    return pa.Table.from_pylist(rows, schema=TREE)
