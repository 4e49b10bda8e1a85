"""Clusters of records: components against scipy, and what a graph of records may and may not do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from customer360.components import components
from customer360.identity import clustered
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@pytest.mark.parametrize("seed", range(20))
def test_components_equal_those_of_scipy_on_random_graphs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 2000))
    edges = int(rng.integers(0, 2 * count))
    left, right = rng.integers(0, count, edges), rng.integers(0, count, edges)
    _, labels = connected_components(coo_array((np.ones(edges), (left, right)), (count, count)), directed=False)
    smallest = np.full(labels.max() + 1, count)
    np.minimum.at(smallest, labels, np.arange(count))
    assert np.array_equal(components(count, left, right), smallest[labels])


def test_a_long_chain_in_any_sequence_is_one_component() -> None:
    chain = np.random.default_rng(7).permutation(100_000)
    assert not components(len(chain), chain[:-1], chain[1:]).any()


def test_an_edge_to_no_node_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside 0 to 1"):
        components(2, np.array([0]), np.array([2]))


def clusters(records: list[str], edges: list[tuple[str, str]]) -> dict[str, str]:
    left, right = [a for a, _ in edges], [b for _, b in edges]
    pairs = pa.table({"record_a": pa.array(left, pa.string()), "record_b": pa.array(right, pa.string())})
    table = clustered(pa.table({"record_id": pa.array(records, pa.string())}), pairs)
    return {row["record_id"]: row["cluster_id"] for row in table.to_pylist()}


def test_records_without_edges_stand_alone() -> None:
    assert clusters([], []) == {}
    assert clusters(["b", "a"], []) == {"a": "a", "b": "b"}


def test_a_late_bridge_joins_two_clusters_and_nothing_else() -> None:
    records, edges = ["e", "d", "c", "b", "a"], [("a", "b"), ("d", "c")]
    assert clusters(records, edges) == {"a": "a", "b": "a", "c": "c", "d": "c", "e": "e"}
    assert clusters(records, [("c", "b"), *edges]) == {"a": "a", "b": "a", "c": "a", "d": "a", "e": "e"}


def test_an_edge_to_no_record_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 edges name a record_b"):
        clusters(["a"], [("a", "z")])
