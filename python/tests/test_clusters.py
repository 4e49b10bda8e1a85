"""Clusters: recovered, chosen, assigned from their tables. Names and ids: test_cluster_versions.py."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from customer360 import clusters
from customer360.clusters import Candidate
from sklearn.metrics import silhouette_score
from sklearn.metrics.pairwise import euclidean_distances
from threadpoolctl import threadpool_limits

FEATURES = ["recency_days", "n_orders_365d", "order_amount_365d"]
RULES = pa.table({"rule": ["min_stability", "match_distance", "word_difference"], "threshold": [0.75, 1.0, 0.25]})
SETTINGS = pa.table(
    {"cluster_k_min": [2], "cluster_k_max": [6], "cluster_min_customers": [50], "max_training_rows": [1_000_000]}
)


def groups(n: int = 200, seed: int = 0) -> pa.Table:
    """Three planted groups, far apart on the log scale."""
    random = np.random.default_rng(seed)
    centres = np.array([[5, 20, 8000], [60, 5, 600], [300, 1, 60]])
    x = np.vstack([centre * np.exp(random.normal(0, 0.15, (n, 3))) for centre in centres])
    return pa.table(
        {
            "customer_id": [f"c{i:04d}" for i in range(3 * n)],
            "as_of_date": [dt.date(2024, 1, 1)] * (3 * n),
            **{name: x[:, column] for column, name in enumerate(FEATURES)},
        }
    )


@cache
def fitted() -> pa.Table:
    """The model of the planted groups."""
    return clusters.fit(groups(), RULES, SETTINGS)


def tables(parts: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    rows = parts.to_pylist()
    scales = [
        {"feature": row["item"], "log_mean": row["reference"], "log_scale": row["number"]}
        for row in rows
        if row["part"] == "scale"
    ]
    centroids = [
        {
            "cluster_id": row["item_number"],
            "cluster_name": f"cluster {row['item_number']}",
            "feature": row["item"],
            "scaled_centre": row["number"],
        }
        for row in rows
        if row["part"] == "centroid"
    ]
    entries = {row["item"]: row["kind"] for row in rows if row["part"] == "registry"}
    registry = pa.table({key: [value] for key, value in {"model_name": "clusters", **entries}.items()})
    return pa.Table.from_pylist(scales), pa.Table.from_pylist(centroids), registry


def assign(
    features: pa.Table, scales: pa.Table, centroids: pa.Table, registry: pa.Table, rows: int | None = None
) -> pa.Table:
    per_batch = clusters.assigner(scales, centroids, registry)
    pieces = [per_batch(batch) for batch in features.to_batches(max_chunksize=rows)]
    return pa.concat_tables([clusters.CLUSTERS.empty_table(), *pieces])


def measures(parts: pa.Table) -> dict[tuple[int, str], float]:
    """What is published of each k."""
    return {(row["item_number"], row["item"]): row["number"] for row in parts.to_pylist() if row["part"] == "candidate"}


def test_planted_groups_come_back() -> None:
    parts = fitted()
    scales, centroids, registry = tables(parts)
    assigned = assign(groups(), scales, centroids, registry, rows=100).to_pylist()
    ids = np.array([row["cluster_id"] for row in assigned]).reshape(3, -1)
    assert [sorted(set(group)) for group in ids.tolist()] == [[1], [2], [3]]
    assert {row["item_number"]: row["number"] for row in parts.to_pylist() if row["part"] == "size"} == {
        1: 200,
        2: 200,
        3: 200,
    }


def test_a_few_odd_customers_are_no_cluster() -> None:
    """Two spend a million times what others do: at three deviations they join those who are nearest."""
    spender = groups(1).slice(0, 1).to_pylist()[0]
    odd = pa.Table.from_pylist([spender | {"customer_id": f"odd{n}", "order_amount_365d": 1e10} for n in range(2)])
    parts = clusters.fit(pa.concat_tables([groups(), odd]), RULES, SETTINGS)
    assert sorted(row["number"] for row in parts.to_pylist() if row["part"] == "size") == [200, 200, 202]
    assert all(row["cluster_id"] == 1 and row["distance"] < 3 for row in assign(odd, *tables(parts)).to_pylist())


def test_the_true_number_is_stable_and_others_are_not() -> None:
    found = measures(fitted())
    assert found[3, "stability"] == pytest.approx(1)
    assert found[3, "stability_deviation"] == pytest.approx(0)
    assert all(found[k, "stability"] < 0.95 and found[k, "stability_deviation"] > 0.01 for k in (4, 5, 6))
    assert all(found[k, "n_resamples"] == clusters.N_RESAMPLES for k in range(2, 7))


def test_points_without_groups_are_stable_at_no_number() -> None:
    cloud = np.random.default_rng(5).normal(size=(400, 6))
    distances = euclidean_distances(cloud)
    with threadpool_limits(1):
        assert all(clusters.candidate(cloud, distances, k).stability < 0.75 for k in (4, 8))


def test_silhouettes_are_those_of_scikit_learn() -> None:
    """Also with a row alone in its cluster, and with a cluster of equal rows."""
    random = np.random.default_rng(6)
    cloud = np.vstack([random.normal(size=(60, 3)), np.full((5, 3), 2.0), np.full((1, 3), 9.0)])
    distances = euclidean_distances(cloud)
    labels = np.r_[random.integers(0, 3, 60), np.full(5, 3), 4].astype(np.int32)
    assert clusters.silhouette(distances, labels) == pytest.approx(silhouette_score(cloud, labels), abs=1e-8)


def test_one_cluster_and_a_cluster_per_row_have_no_silhouette() -> None:
    distances = euclidean_distances(np.arange(4.0)[:, None])
    assert clusters.silhouette(distances, np.zeros(4, np.int32)) == -1
    assert clusters.silhouette(distances, np.arange(4, dtype=np.int32)) == -1


def tried(silhouette: float, stability: float) -> Candidate:
    return Candidate(np.zeros((1, 1)), silhouette, np.array([stability, stability]))


def test_the_best_separated_of_the_stable_numbers_is_published() -> None:
    candidates = {3: tried(0.2, 0.9), 4: tried(0.3, 0.75), 5: tried(0.9, 0.7), 6: tried(0.3, 0.99)}
    assert clusters.chosen(candidates, 0.75) == 4
    assert clusters.chosen({k: candidates[k] for k in (3, 5)}, 0.75) == 3
    assert clusters.chosen({3: tried(0.9, 0.2), 4: tried(0.1, 0.5), 5: tried(0.8, 0.5)}, 0.75) == 4


def test_many_rows_are_fitted_whole_but_chosen_on_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fitted()
    monkeypatch.setattr(clusters, "SELECTION_ROWS", 100)
    sampled = clusters.fit(groups(), RULES, SETTINGS)
    assert measures(sampled) != measures(whole)
    for one, other in zip(tables(sampled)[:2], tables(whole)[:2], strict=True):
        assert one.equals(other)


@pytest.mark.parametrize(("n_rows", "n_kept"), [(0, 0), (5, 5), (6, 3), (10, 5), (11, 4)])
def test_a_sample_is_never_larger_than_allowed(n_rows: int, n_kept: int) -> None:
    kept = clusters.every_nth(np.arange(n_rows)[:, None].astype(float), 5)
    assert len(kept) == n_kept
    assert len(set(np.diff(kept[:, 0]))) <= 1


def test_row_order_changes_nothing() -> None:
    features = groups()
    mixed = features.take(pa.array(np.random.default_rng(1).permutation(features.num_rows)))
    assert clusters.fit(mixed, RULES, SETTINGS).equals(fitted())


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (groups().slice(0, 0), "no_customers"),
        (groups().slice(0, 49), "too_few_customers"),
        (pa.concat_tables([groups(1).slice(0, 1)] * 60), "too_few_different_customers"),
    ],
)
def test_too_little_data_is_said_and_never_fails(features: pa.Table, reason: str) -> None:
    parts = clusters.fit(features, RULES, SETTINGS)
    assert {row["item"]: row["kind"] for row in parts.to_pylist()} == {
        "status": "not_enough_data",
        "reason_code": reason,
        "last_try_date": "2024-01-01" if features.num_rows else None,
    }
    registry = pa.table(
        {"model_name": ["clusters"], "status": ["not_enough_data"], "reason_code": [reason], "model_version": [None]}
    )
    scales = pa.table({"feature": [], "log_mean": [], "log_scale": []})
    centroids = pa.table({"cluster_id": [], "cluster_name": [], "feature": [], "scaled_centre": []})
    assigned = assign(features, scales, centroids, registry)
    assert assigned.schema == clusters.CLUSTERS
    assert assigned.num_rows == features.num_rows
    assert set(assigned.column("reason_code").to_pylist()) <= {reason}


def test_customers_far_beyond_all_others_are_alike() -> None:
    """All at three standard deviations, they are one kind, not one each: no cluster is without a customer."""
    usual = groups(1).slice(0, 1).to_pylist() * 300
    odd = [usual[0] | {"order_amount_365d": 10.0**digits} for digits in range(8, 12)]
    features = pa.Table.from_pylist([row | {"customer_id": f"c{i:03d}"} for i, row in enumerate([*usual, *odd])])
    settings = SETTINGS.set_column(0, "cluster_k_min", pa.array([3]))
    found = {row["item"]: row["kind"] for row in clusters.fit(features, RULES, settings).to_pylist()}
    assert found["reason_code"] == "too_few_different_customers"


def test_nearest_breaks_ties_by_the_lower_number() -> None:
    index, distance = clusters.nearest(np.array([[0.0]]), np.array([[1.0], [-1.0]]))
    assert (index.tolist(), distance.tolist()) == ([0], [1.0])
