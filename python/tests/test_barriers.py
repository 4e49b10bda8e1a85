"""What keeps records apart: statements that forbid one another, a steward's never, and the clusters between them."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import networkx as nx
import pyarrow as pa
import pytest
from customer360.barriers import forbids
from customer360.identity import clustered
from hypothesis import given, settings
from hypothesis import strategies as st

#: The same as in tests/macros/assert_barrier_forbids.sql.
CASES = [
    ("birth_date", "1990-05-07", "1990-05-07", False),
    ("birth_date", "1990-05-07", "1990-07-05", False),
    ("birth_date", "1990-05-07", "1991-05-07", False),
    ("birth_date", "1990-05-07", "1990-05-17", False),
    ("birth_date", "1990-05-07", "1991-07-05", True),
    ("birth_date", "1990-05-07", "1990-06-08", True),
    ("birth_date", "1950-05-07", "1980-05-08", True),
    ("gender", "female anna", "male otto", True),
    ("gender", "female anna", "male anna", False),
    ("gender", "female anna", "female lena", False),
    ("loyalty_member_id", "L1", "L1", False),
    ("loyalty_member_id", "L1", "L2", True),
]


@pytest.mark.parametrize(("kind", "one", "other", "expected"), CASES)
def test_more_than_a_typo_forbids(kind: str, one: str, other: str, expected: bool) -> None:
    assert forbids(kind, one, other) is forbids(kind, other, one) is expected


class Edge(NamedTuple):
    """Two records, the rule's priority and the match weight."""

    record_a: str
    record_b: str
    priority: int = 5
    score: float | None = None


Pairs = list[tuple[str, str]]
Statements = dict[str, tuple[str, str]]


def clusters(records: str, edges: list[Edge], said: Statements | None = None, never: Pairs | None = None) -> list[str]:
    """The clusters, each as the letters of its records; `said` gives what a record states."""
    texts = [(name, pa.string()) for name in ("record_id", "barrier_type", "barrier_value", "record_a", "record_b")]
    columns = pa.schema([*texts[3:], ("priority", pa.int32()), ("score", pa.float64())])
    statements = [(record, *statement) for record, statement in (said or {}).items()]
    found = clustered(
        pa.table({"record_id": pa.array(list(records), pa.string())}),
        pa.Table.from_pylist([edge._asdict() for edge in edges], columns),
        pa.Table.from_pylist(
            [dict(zip(("record_id", "barrier_type", "barrier_value"), row, strict=True)) for row in statements],
            pa.schema(texts[:3]),
        ),
        pa.Table.from_pylist([{"record_a": a, "record_b": b} for a, b in never or []], pa.schema(texts[3:])),
    )
    together: dict[str, str] = {}
    for row in sorted(found.to_pylist(), key=lambda row: row["record_id"]):
        together[row["cluster_id"]] = together.get(row["cluster_id"], "") + row["record_id"]
    assert all(name == members[0] for name, members in together.items())
    return sorted(together.values())


BORN_1950, BORN_1980 = ("birth_date", "1950-01-01"), ("birth_date", "1980-05-07")


def test_a_chain_is_cut_at_its_weakest_edge() -> None:
    chain = [Edge("a", "b", 1), Edge("b", "c", 9), Edge("c", "d", 1)]
    assert clusters("abcd", chain) == ["abcd"]
    assert clusters("abcd", chain, {"a": BORN_1950, "d": BORN_1980}) == ["ab", "cd"]
    assert clusters("abcd", chain[::-1], {"a": BORN_1950, "d": BORN_1980}) == ["ab", "cd"]


def test_of_edges_of_one_priority_the_highest_score_joins() -> None:
    said = {"a": ("loyalty_member_id", "L1"), "c": ("loyalty_member_id", "L2")}
    edges = [Edge("a", "b", 10, 3.5), Edge("b", "c", 10, 7.25)]
    assert clusters("abc", edges, said) == ["a", "bc"]
    assert clusters("abc", [Edge("a", "b", 10, None), edges[1]], said) == ["a", "bc"]
    assert clusters("abc", [edges[0], Edge("b", "c", 11, 9.0)], said) == ["ab", "c"]
    assert clusters("abc", [Edge("a", "b"), Edge("b", "c")], said) == ["ab", "c"]


def test_a_match_of_the_model_has_weighed_birth_dates_itself() -> None:
    said = {"a": BORN_1950, "b": BORN_1980}
    assert clusters("ab", [Edge("a", "b", 10, 9.0)], said) == ["ab"]
    assert clusters("ab", [Edge("a", "b", 10, None)], said) == ["a", "b"]
    assert clusters("ab", [Edge("a", "b", 10, 9.0)], said, never=[("a", "b")]) == ["a", "b"]


def test_statements_of_other_kinds_or_that_may_be_a_typo_keep_nothing_apart() -> None:
    assert clusters("ab", [Edge("a", "b")], {"a": BORN_1950, "b": ("gender", "male otto")}) == ["ab"]
    assert clusters("ab", [Edge("a", "b")], {"a": BORN_1950, "b": ("birth_date", "1950-01-02")}) == ["ab"]


def test_a_steward_goes_before_statements_but_a_never_before_all() -> None:
    said = {"a": BORN_1950, "b": BORN_1980}
    assert clusters("ab", [Edge("a", "b", 0)], said) == ["ab"]
    assert clusters("ab", [Edge("a", "b", 0)], said, never=[("b", "a")]) == ["a", "b"]
    edges = [Edge("a", "b", 0), Edge("b", "c", 1)]
    assert clusters("abc", edges, said | {"c": ("birth_date", "1920-07-07")}) == ["ab", "c"]


def test_pairs_that_are_never_one_person_are_kept_apart_over_any_way() -> None:
    ring = [Edge("a", "b", 1), Edge("b", "c", 2), Edge("c", "d", 3), Edge("a", "d", 4)]
    assert clusters("abcd", ring, never=[("a", "c")]) == ["ab", "cd"]
    assert clusters("abcd", ring, never=[("x", "y"), ("a", "x")]) == ["abcd"]


def test_components_without_a_conflict_stay_as_they_are() -> None:
    edges = [Edge("a", "b"), Edge("c", "d"), Edge("d", "e")]
    assert clusters("abcdef", edges, {"c": BORN_1950, "e": BORN_1980}) == ["ab", "cd", "e", "f"]


LETTERS = "abcdefgh"
MEMBER_1, MEMBER_2 = ("loyalty_member_id", "L1"), ("loyalty_member_id", "L2")


def some(
    scores: list[float | None], statements: list[tuple[str, str]]
) -> st.SearchStrategy[tuple[list[Edge], Statements]]:
    """Edges between letters and what letters state."""
    letters = st.sampled_from(LETTERS)
    edges = st.lists(st.builds(Edge, letters, letters, st.integers(0, 3), st.sampled_from(scores)), max_size=14)
    return st.tuples(edges, st.dictionaries(letters, st.sampled_from(statements)))


#: Matches of the model, which have scores, are not barred by birth dates.
SOME_GRAPHS = some([None], [BORN_1950, BORN_1980, MEMBER_1]) | some([None, 1.0, 2.0], [MEMBER_1, MEMBER_2])
SOME_PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("efgh")), max_size=2)


@settings(max_examples=40, deadline=None)
@given(graph_and_said=SOME_GRAPHS, never=SOME_PAIRS, random=st.randoms())
def test_clusters_are_connected_forbid_nothing_and_leave_out_no_edge_that_may_join(
    graph_and_said: tuple[list[Edge], Statements], never: Pairs, random: st.randoms
) -> None:
    edges, said = graph_and_said
    found = clusters(LETTERS, edges, said, never)
    random.shuffle(edges)
    assert clusters(LETTERS, edges, said, never) == found

    graph = nx.Graph()
    graph.add_nodes_from(LETTERS)
    graph.add_edges_from((edge.record_a, edge.record_b) for edge in edges)
    decided = nx.Graph()
    decided.add_nodes_from(LETTERS)
    decided.add_edges_from((edge.record_a, edge.record_b) for edge in edges if edge.priority == 0)

    def apart(one: str, other: str) -> bool:
        kind, value = said.get(one, ("", ""))
        other_kind, other_value = said.get(other, ("", ""))
        return kind == other_kind and forbids(kind, value, other_value)

    def never_one(one: str, other: str) -> bool:
        return (one, other) in never or (other, one) in never

    for members in found:
        assert nx.is_connected(graph.subgraph(members))
        for one, other in combinations(members, 2):
            assert not never_one(one, other)
            assert not apart(one, other) or set(nx.node_connected_component(decided, one)) & set(members) != {one}
    for ours, theirs in combinations(found, 2):
        if any(graph.has_edge(one, other) for one in ours for other in theirs):
            assert any(apart(one, other) or never_one(one, other) for one in ours for other in theirs)
