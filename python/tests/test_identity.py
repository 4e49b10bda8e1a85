"""Clusters of records: components against scipy, and what a graph of records may and may not do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from companies import company, declared
from customer360.components import components
from customer360.identity import clustered
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from warehouse import Build, build


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


#: Companies that no rule was chosen on: the first two failed once, by which the bridge of office mailboxes was found.
FRESH_SEEDS = (5_501, 640_123, 77_031, 912_847)
PEOPLE = 1_500
RECORDS = ("crm_customers", "loyalty_members")
LEAST_PRECISION = 0.995
#: Reached by rules alone; what they leave is for a model of match weights.
LEAST_RECALL = 0.92


@pytest.fixture(scope="module", params=FRESH_SEEDS)
def resolved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Path]:
    """A simulated company with its clusters, and its folder."""
    folder = company(PEOPLE, request.param, tmp_path_factory.mktemp("company"))
    only = ["--select", "+int_identity_components", "--exclude-resource-type", "test"]
    outcome = build(folder / "build" / "c360.duckdb", declared(folder), arguments=only)
    assert outcome.success, outcome.messages
    return outcome, folder


#: Each CRM record, loyalty member and order with its cluster and its true person.
TRUTH = """
    select table_name, cluster_id, person_id
    from intermediate.int_identity_components
    join intermediate.int_identity_records using (record_id)
    join read_parquet('{truth}') as truth on truth.table_name || ':' || truth.record_id = int_identity_records.record_id
    union all
    select 'orders', cluster_id, person_id
    from intermediate.int_orders_judged as orders
    join read_parquet('{truth}') as truth on truth.table_name = 'orders' and truth.record_id = orders.order_id
    join intermediate.int_identity_records as records
        on records.source = 'orders'
        and records.crm_customer_id is not distinct from orders.customer_id
        and records.loyalty_member_id is not distinct from orders.loyalty_member_id
        and records.email is not distinct from orders.email
        and records.phone is not distinct from orders.phone
    join intermediate.int_identity_components as components on components.record_id = records.record_id
    where orders.row_outcome = 'kept'
"""


@pytest.mark.parametrize(
    "tables", [("crm_customers", "loyalty_members"), ("crm_customers", "loyalty_members", "orders")]
)
def test_few_pairs_are_wrong_and_most_are_found(resolved: tuple[Build, Path], tables: tuple[str, ...]) -> None:
    outcome, folder = resolved
    rows = f"({TRUTH.format(truth=folder / 'truth' / 'truth_records.parquet')})"

    def pairs(columns: str) -> float:
        groups = f"select count(*) as n from {rows} where table_name in {tables} group by {columns}"
        return float(outcome.row(f"select sum(n * (n - 1) / 2) from ({groups})")[0])

    both = pairs("cluster_id, person_id")
    assert both / pairs("cluster_id") >= LEAST_PRECISION
    assert both / pairs("person_id") >= LEAST_RECALL
    people = f"select max(n) from (select count(distinct person_id) as n from {rows} group by cluster_id)"
    assert outcome.row(people)[0] <= 2
