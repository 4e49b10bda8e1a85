"""Chains of merges: they reach every record of a person, and by the best edges that there are."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from customer360.merges import merge_chains
from warehouse import Build

EDGES = pa.schema(
    [("record_a", pa.string()), ("record_b", pa.string()), ("rule", pa.string()), ("priority", pa.int64()),
     ("score", pa.float64())]
)  # fmt: skip


def chains(
    people: dict[str, str], edges: Sequence[tuple[str, str, str, int, float | None]]
) -> dict[str, tuple[str, int]]:
    """The record before each record and its depth."""
    rows = [dict(zip(EDGES.names, edge, strict=True)) for edge in edges]
    table = merge_chains(
        pa.table({"record_id": list(people), "person_id": list(people.values())}), pa.Table.from_pylist(rows, EDGES)
    )
    return {row["record_id"]: (row["previous_record_id"], row["depth"]) for row in table.to_pylist()}


def test_a_chain_takes_the_best_edges() -> None:
    people = {"a": "a", "b": "a", "c": "a", "d": "d"}
    edges = [("a", "c", "weak", 9, None), ("b", "a", "strong", 3, None), ("b", "c", "likely", 8, 4.0)]
    found = chains(people, [*edges, ("c", "d", "of_two_people", 1, None), ("a", "b", "weak", 9, None)])
    assert found == {"a": (None, 0), "b": ("a", 1), "c": ("b", 2), "d": (None, 0)}


def test_of_equal_priority_the_higher_score_counts() -> None:
    edges = [("a", "b", "match", 9, 3.0), ("b", "c", "match", 9, 2.0), ("a", "c", "match", 9, 7.0)]
    assert chains({"a": "a", "b": "a", "c": "a"}, edges) == {"a": (None, 0), "b": ("a", 1), "c": ("a", 1)}


def test_the_weakest_edge_of_the_way_is_told() -> None:
    edges = [("a", "b", "weak", 9, None), ("b", "c", "strong", 3, None), ("d", "a", "strong", 3, None)]
    rows = [dict(zip(EDGES.names, edge, strict=True)) for edge in edges]
    people = pa.table({"record_id": list("abcd"), "person_id": list("aaaa")})
    table = merge_chains(people, pa.Table.from_pylist(rows, EDGES)).to_pylist()
    assert {row["record_id"]: row["weakest_priority"] for row in table} == {"a": None, "b": 9, "c": 9, "d": 3}


def test_a_person_in_two_pieces_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 records are of a person to whom no edge leads"):
        chains({"a": "a", "b": "a"}, [])


def test_nobody_has_no_chains() -> None:
    assert chains({}, []) == {}


@pytest.mark.parametrize("seed", range(10))
def test_chains_are_a_minimum_spanning_tree_as_networkx_finds_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(40, 60, seed=seed)
    edges = [(f"r{a:02}", f"r{b:02}", "rule", int(rng.integers(1, 5)), float(rng.normal())) for a, b in graph.edges]
    ranked = nx.Graph()
    ranked.add_nodes_from(f"r{node:02}" for node in graph)
    for rank, (a, b, *_) in enumerate(sorted(edges, key=lambda edge: (edge[3], -edge[4], edge[0], edge[1]))):
        ranked.add_edge(a, b, weight=rank)
    people = {node: min(part) for part in nx.connected_components(ranked) for node in part}
    found = chains(people, edges)
    tree = {frozenset((node, before)) for node, (before, _) in found.items() if before}
    assert tree == {frozenset(edge) for edge in nx.minimum_spanning_edges(ranked, data=False)}
    assert all(depth == (found[before][1] + 1 if before else 0) for before, depth in found.values())


def test_the_chains_of_the_demo_connect_all_records_of_each_customer(demo_build: Build) -> None:
    """A second look at the tables: along the accepted edges alone, each customer is one piece, its chains a tree."""
    merges = demo_build.rows("select customer_id, record_id, previous_record_id, depth from customer_merges")
    accepted = {
        frozenset(pair)
        for pair in demo_build.rows("select record_a, record_b from intermediate.int_identity_accepted_edges")
    }
    records: dict[str, set[str]] = {}
    chained: dict[str, nx.Graph] = {}
    for customer, record, previous, depth in merges:
        records.setdefault(customer, set()).add(record)
        graph = chained.setdefault(customer, nx.Graph())
        graph.add_node(record)
        assert (previous is None) == (depth == 0)
        if previous is not None:
            assert frozenset((record, previous)) in accepted
            graph.add_edge(record, previous)
    assert sum(len(one) > 1 for one in records.values()) > 1000
    assert all(set(chained[customer]) == records[customer] and nx.is_tree(chained[customer]) for customer in records)
    customers = dict(demo_build.rows("select record_id, customer_id from intermediate.int_customer_ids"))
    assert customers == {record: customer for customer, record, *_ in merges}
