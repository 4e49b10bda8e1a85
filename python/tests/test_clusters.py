"""Clusters: recovered, named, assigned from their tables."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from customer360 import clusters

FEATURES = ["recency_days", "n_orders_365d", "order_amount_365d"]
WORDS = pa.table(
    {
        "feature": FEATURES,
        "high_word": ["dormant", "frequent", "high-spending"],
        "low_word": ["recent", "occasional", "low-spending"],
    }
)
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


def tables(parts: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    rows = parts.to_pylist()
    names = {row["item_number"]: row["item"] for row in rows if row["part"] == "name"}
    scales = [
        {"feature": row["item"], "log_mean": row["reference"], "log_scale": row["number"]}
        for row in rows
        if row["part"] == "scale"
    ]
    centroids = [
        {
            "cluster_id": row["item_number"],
            "cluster_name": names[row["item_number"]],
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


def test_planted_groups_come_back() -> None:
    features = groups()
    scales, centroids, registry = tables(clusters.fit(features, WORDS, SETTINGS))
    assigned = assign(features, scales, centroids, registry, rows=100).to_pylist()
    ids = np.array([row["cluster_id"] for row in assigned]).reshape(3, -1)
    assert [sorted(set(group)) for group in ids.tolist()] == [[1], [2], [3]]
    names = [assigned[0]["cluster_name"], assigned[-1]["cluster_name"]]
    assert set(names[0].lower().split(", ")) <= {"recent", "frequent", "high-spending"}
    assert set(names[1].lower().split(", ")) <= {"dormant", "occasional", "low-spending"}


def test_row_order_changes_nothing() -> None:
    features = groups()
    mixed = features.take(pa.array(np.random.default_rng(1).permutation(features.num_rows)))
    assert clusters.fit(mixed, WORDS, SETTINGS).equals(clusters.fit(features, WORDS, SETTINGS))


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (groups().slice(0, 0), "no_customers"),
        (groups().slice(0, 49), "too_few_customers"),
        (pa.concat_tables([groups(1).slice(0, 1)] * 60), "too_few_different_customers"),
    ],
)
def test_too_little_data_is_said_and_never_fails(features: pa.Table, reason: str) -> None:
    parts = clusters.fit(features, WORDS, SETTINGS)
    assert {row["item"]: row["kind"] for row in parts.to_pylist()} == {
        "status": "not_enough_data",
        "reason_code": reason,
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


def test_names_are_distinct() -> None:
    centres = np.array([[1.0, 0.9, 0.1], [1.0, 0.9, -0.1], [-1.0, 0.0, 0.0]])
    names = clusters.cluster_names(centres, FEATURES, WORDS)
    assert len(set(names)) == 3
    same = clusters.cluster_names(np.array([[1.0, 0.9, 0.1]] * 2), FEATURES, WORDS)
    assert same[0] != same[1]


def test_nearest_breaks_ties_by_the_lower_number() -> None:
    index, distance = clusters.nearest(np.array([[0.0]]), np.array([[1.0], [-1.0]]))
    assert (index.tolist(), distance.tolist()) == ([0], [1.0])
