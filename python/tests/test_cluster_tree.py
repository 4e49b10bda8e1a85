"""The tree of clusters is Ward's, weighted by customers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from customer360.cluster_tree import TREE, tree
from scipy.cluster.hierarchy import linkage


def centroids(centres: np.ndarray, sizes: list[int], ids: list[int] | None = None) -> pa.Table:
    """cluster_centroids, its rows mixed up."""
    rows = [
        {"cluster_id": cluster, "feature": f"f{column}", "scaled_centre": value, "n_training_customers": size}
        for cluster, centre, size in zip(ids or range(1, len(sizes) + 1), centres, sizes, strict=True)
        for column, value in enumerate(centre)
    ]
    mixed = np.random.default_rng(0).permutation(len(rows))
    return pa.Table.from_pylist([rows[place] for place in mixed])


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_tree_of_as_many_customers_in_each_centre(seed: int) -> None:
    """scipy merges the copies of a centre at height 0 and then does what the weighted tree does."""
    random = np.random.default_rng(seed)
    centres, sizes = random.normal(size=(6, 3)), random.integers(1, 8, 6).tolist()
    found = tree(centroids(centres, sizes)).to_pandas()
    expected = linkage(np.repeat(centres, sizes, axis=0), "ward")[-5:]
    assert found.height.tolist() == pytest.approx(expected[:, 2].tolist(), abs=1e-9)
    assert found.n_training_customers.tolist() == expected[:, 3].tolist()


def test_nodes_are_numbered_on_from_the_largest_id() -> None:
    found = tree(centroids(np.array([[0.0], [10.0], [1.0]]), [1, 4, 1], [2, 5, 9])).to_pylist()
    assert [(row["left_node_id"], row["right_node_id"], row["node_id"], row["n_clusters"]) for row in found] == [
        (2, 9, 10, 2),
        (5, 10, 11, 3),
    ]
    assert found[0]["height"] == pytest.approx(1)
    assert found[1]["height"] == pytest.approx(9.5 * np.sqrt(2 * 4 * 2 / 6))


def test_equal_heights_go_by_the_smaller_numbers() -> None:
    found = tree(centroids(np.array([[0.0], [1.0], [5.0], [6.0]]), [1, 1, 1, 1])).to_pylist()
    assert [(row["left_node_id"], row["right_node_id"]) for row in found] == [(1, 2), (3, 4), (5, 6)]


@pytest.mark.parametrize("n_clusters", [0, 1])
def test_less_than_two_clusters_make_no_tree(n_clusters: int) -> None:
    columns = {"cluster_id": pa.int32(), "feature": pa.string(), "scaled_centre": pa.float64()}
    none = pa.schema(columns | {"n_training_customers": pa.int64()}).empty_table()
    found = tree(centroids(np.zeros((1, 2)), [3]) if n_clusters else none)
    assert (found.schema, found.num_rows) == (TREE, 0)
