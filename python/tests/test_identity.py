"""Clusters of records: components against scipy, and what a graph of records may and may not do."""

from __future__ import annotations

from pathlib import Path

import duckdb
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


SCENARIOS = Path(__file__).with_name("identity_scenarios.csv")


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_named_scenarios_give_the_people_they_state(tmp_path: Path, order: str) -> None:
    records = tmp_path / "crm_customers.csv"
    with duckdb.connect() as connection:
        everything = f"read_csv('{SCENARIOS}', all_varchar = true)"
        connection.execute(f"copy (from {everything} order by crm_customer_id {order}) to '{records}' (header)")
        expected = dict(connection.execute(f"select crm_customer_id, person from {everything}").fetchall())
    only = ["--select", "+int_identity_people", "--exclude-resource-type", "test"]
    outcome = build(tmp_path / "c360.duckdb", {"inputs": {"crm_customers": str(records)}}, arguments=only)
    assert outcome.success, outcome.messages
    rows = outcome.rows("select record_id, person_id from intermediate.int_identity_people")
    assert {record.split(":")[1]: person.split(":")[1] for record, person in rows} == expected


#: Companies that no rule was chosen on; the first has two namesakes behind one phone.
FRESH_SEEDS = (318_204, 2_450_917)
PEOPLE = 1_500
LEAST_PRECISION = 0.995
LEAST_RECALL = 0.95


@pytest.fixture(scope="module", params=FRESH_SEEDS)
def resolved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Path]:
    """A simulated company with its people, and its folder."""
    folder = company(PEOPLE, request.param, tmp_path_factory.mktemp("company"))
    only = ["--select", "+int_identity_links", "--exclude-resource-type", "test"]
    outcome = build(folder / "build" / "c360.duckdb", declared(folder), arguments=only)
    assert outcome.success, outcome.messages
    return outcome, folder


#: Each CRM record, loyalty member and order with its true person. Who is of nobody shares no pair with others.
TRUTH = """(
    with truth as (from read_parquet('{truth}')), stated as (
        select table_name, records.record_id, truth.person_id
        from intermediate.int_identity_records as records
        join truth on truth.table_name || ':' || truth.record_id = records.record_id
        union all
        select 'orders', records.record_id, truth.person_id
        from intermediate.int_orders_judged as orders
        join truth on truth.table_name = 'orders' and truth.record_id = orders.order_id
        join intermediate.int_identity_records as records
            on records.source = 'orders'
            and records.crm_customer_id is not distinct from orders.customer_id
            and records.loyalty_member_id is not distinct from orders.loyalty_member_id
            and records.email is not distinct from orders.email
            and records.phone is not distinct from orders.phone
        where orders.row_outcome = 'kept'
    )
    select
        table_name,
        record_id,
        stated.person_id,
        coalesce(people.person_id, 'nobody ' || row_number() over ()) as found_id
    from stated
    join intermediate.int_identity_people as people using (record_id)
)"""


def truth(folder: Path) -> str:
    """TRUTH of one company."""
    return TRUTH.format(truth=folder / "truth" / "truth_records.parquet")


@pytest.mark.parametrize(
    "tables", [("crm_customers", "loyalty_members"), ("crm_customers", "loyalty_members", "orders")]
)
def test_few_pairs_are_wrong_and_most_are_found(resolved: tuple[Build, Path], tables: tuple[str, ...]) -> None:
    outcome, folder = resolved

    def pairs(columns: str) -> float:
        groups = f"select count(*) as n from {truth(folder)} where table_name in {tables} group by {columns}"
        return float(outcome.row(f"select sum(n * (n - 1) / 2) from ({groups})")[0])

    both = pairs("found_id, person_id")
    reached = {"precision": both / pairs("found_id"), "recall": both / pairs("person_id")}
    print(reached)
    assert reached["precision"] >= LEAST_PRECISION, reached
    assert reached["recall"] >= LEAST_RECALL, reached
    sizes = f"select max(n) from (select count(distinct person_id) as n from {truth(folder)} group by found_id)"
    assert outcome.row(sizes)[0] <= 2


def test_shared_phones_and_office_mailboxes_merge_nobody_but_namesakes(resolved: tuple[Build, Path]) -> None:
    """Two people of one name behind one phone, whose birth dates are not known, cannot be told from one person."""
    outcome, folder = resolved
    wrong = outcome.rows(
        f"""
        with people as (
            select distinct record_id, person_id, full_name
            from {truth(folder)} join read_parquet('{folder}/truth/truth_people.parquet') using (person_id)
        )
        select rule, a.full_name = b.full_name as are_namesakes
        from intermediate.int_identity_edges
        join people as a on a.record_id = record_a join people as b on b.record_id = record_b
        where a.person_id <> b.person_id and (rule like '%phone%' or rule like '%email%')
        """
    )
    assert [rule for rule, are_namesakes in wrong if not are_namesakes or "email" in rule] == []
    assert len(wrong) <= PEOPLE / 1000
    kinds = {kind for (kind,) in outcome.rows("select distinct link_type from intermediate.int_identity_links")}
    assert {"household_phone", "office_phone", "office_mailbox"} <= kinds
