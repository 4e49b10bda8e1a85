"""Customer clusters: k-means on scaled logs, published as scales and centroids, assigned from those tables.

cluster_versions gives the clusters of a fit the ids and names that they keep from run to run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from threadpoolctl import threadpool_limits

from customer360.additive import DECIMALS, signed_log1p
from customer360.tables import (
    Floats,
    PerBatch,
    library_versions,
    matrix,
    model_parts,
    registry_entry,
    registry_rows,
    setting,
)

KEYS = ("customer_id", "as_of_date")

#: Rows that k is chosen on: the silhouette needs the distances between all pairs.
SELECTION_ROWS = 5_000
#: Bootstrap resamples per k.
N_RESAMPLES = 20
#: Standard deviations from the mean that a customer further away counts as: a few odd ones are no cluster.
FURTHEST = 3.0

CLUSTERS = pa.schema(
    [
        ("customer_id", pa.string()),
        ("as_of_date", pa.date32()),
        ("status", pa.string()),
        ("reason_code", pa.string()),
        ("cluster_id", pa.int32()),
        ("cluster_name", pa.string()),
        ("distance", pa.float64()),
        ("model_version", pa.string()),
    ]
)


def fit(features: pa.Table, rules: pa.Table, settings: pa.Table) -> pa.Table:
    """Scale, choose k by silhouette and stability, fit k-means.

    Args:
        features: cluster_training_sample, one row per customer; rules: cluster_rules; settings: model_settings.

    Returns:
        Table of schema MODEL_PARTS with registry entries and, where the data suffice, scales, candidates for k,
        centroids and sizes. Cluster 1 is the one that spends most.
    """
    features = features.sort_by("customer_id")
    names = [name for name in features.column_names if name not in KEYS]
    logs = signed_log1p(matrix(features, names))
    if features.num_rows == 0:
        return unfitted("no_customers", None)
    date = features.column("as_of_date")[0].as_py()
    if features.num_rows < setting(settings, "cluster_min_customers"):
        return unfitted("too_few_customers", date)

    mean = np.round(logs.mean(axis=0), DECIMALS)
    scale = np.round(logs.std(axis=0), DECIMALS)
    scale[scale == 0] = 1.0
    scaled = scaled_logs(logs, mean, scale)
    n_distinct = len(np.unique(scaled, axis=0))  # beyond FURTHEST all are alike
    if n_distinct <= setting(settings, "cluster_k_min"):
        return unfitted("too_few_different_customers", date)

    ks = range(setting(settings, "cluster_k_min"), min(setting(settings, "cluster_k_max"), n_distinct - 1) + 1)
    with threadpool_limits(1):
        few = every_nth(scaled, SELECTION_ROWS)
        distances = import_module("sklearn.metrics.pairwise").euclidean_distances(few)
        candidates = {k: candidate(few, distances, k) for k in ks}
        best = chosen(candidates, threshold(rules, "min_stability"))
        fitted = k_means(best, init=candidates[best].centres, n_init=1).fit(scaled)
    order = np.argsort(-fitted.cluster_centers_[:, names.index("order_amount_365d")], kind="stable")
    centres = np.round(fitted.cluster_centers_[order], DECIMALS)
    sizes = np.bincount(fitted.labels_, minlength=best)[order]

    rows: list[dict[str, object]] = []
    for column, name in enumerate(names):
        rows.append({"part": "scale", "item": name, "number": float(scale[column]), "reference": float(mean[column])})
    for k, tried in candidates.items():
        for item, number in tried.measures().items():
            rows.append({"part": "candidate", "item_number": k, "item": item, "number": number})
    natural = np.sign(centres * scale + mean) * np.expm1(np.abs(centres * scale + mean))
    for cluster in range(best):
        rows.append({"part": "size", "item_number": cluster + 1, "number": float(sizes[cluster])})
        for column, name in enumerate(names):
            centre = {"number": float(centres[cluster, column]), "reference": float(natural[cluster, column])}
            rows.append({"part": "centroid", "item_number": cluster + 1, "item": name, **centre})
    entries = {
        "status": "fitted",
        "reason_code": None,
        "model_version": "clusters-" + hashlib.sha256(repr(rows).encode()).hexdigest()[:12],
        "algorithm": f"k-means, k = {best}",
        "trained_from": date,
        "trained_to": date,
        "n_training_rows": features.num_rows,
        "data_fingerprint": hashlib.sha256(
            "\n".join(features.column("customer_id").to_pylist()).encode() + logs.tobytes()
        ).hexdigest(),
        "features": ", ".join(names),
        "settings": f"k from {ks[0]} to {ks[-1]}, chosen on {SELECTION_ROWS} rows at most, {N_RESAMPLES} resamples, "
        f"sampled above {setting(settings, 'max_training_rows')} rows",
        "library_versions": library_versions(),
    }
    return model_parts([*registry_rows(entries), *rows])


def unfitted(reason_code: str, date: dt.date | None) -> pa.Table:
    """The parts of no model; date: that of the customers, if there are any."""
    return model_parts(registry_rows({"status": "not_enough_data", "reason_code": reason_code, "last_try_date": date}))


def scaled_logs(logs: Floats, mean: Floats, scale: Floats) -> Floats:
    """Signed logs, shape (rows, features), in standard deviations from the mean, at most FURTHEST either way."""
    return np.clip((logs - mean) / scale, -FURTHEST, FURTHEST)


def k_means(k: int, **options: Any) -> Any:
    """scikit-learn's k-means, not fitted yet. Loaded here, not above, so that scoring does not wait for it."""
    return import_module("sklearn.cluster").KMeans(k, **options)


def threshold(rules: pa.Table, rule: str) -> float:
    """The threshold of one rule of the seed cluster_rules."""
    return float(rules.filter(pc.equal(rules.column("rule"), rule)).column("threshold")[0].as_py())


def every_nth(rows: Floats, most: int) -> Floats:
    """At most so many rows, spread evenly over all."""
    return rows[:: max(1, -(-len(rows) // most))]


@dataclass(frozen=True)
class Candidate:
    """k-means with one number of clusters: centres, scaled, of shape (k, features); silhouette; the adjusted Rand index
    of each resample."""

    centres: Floats
    silhouette: float
    agreements: Floats

    @property
    def stability(self) -> float:
        """Mean agreement."""
        return round(float(self.agreements.mean()), DECIMALS)

    def measures(self) -> dict[str, float]:
        """What is published of it."""
        return {
            "silhouette": self.silhouette,
            "stability": self.stability,
            "stability_deviation": round(float(self.agreements.std(ddof=1)), DECIMALS),
            "n_resamples": float(len(self.agreements)),
        }


def candidate(scaled: Floats, distances: Floats, k: int) -> Candidate:
    """k clusters of scaled rows, shape (rows, features), whose distances have the shape (rows, rows): ten starts, fixed
    seeds.

    Stability is the bootstrapped adjusted Rand index (Hubert and Arabie 1985): each resample of the rows is clustered
    by itself, and its clusters of all rows are compared with those of the rows as they are. 1 is the same clusters
    every time, 0 is chance.
    """
    metrics: Any = import_module("sklearn.metrics")
    ignored: type[Warning] = import_module("sklearn.exceptions").ConvergenceWarning
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ignored)  # a resample may hold fewer different rows than clusters
        whole = k_means(k, n_init=10, random_state=0).fit(scaled)
        random = np.random.default_rng(k)
        agreements = []
        for resample in range(N_RESAMPLES):
            drawn = scaled[random.integers(0, len(scaled), len(scaled))]
            again = k_means(k, n_init=3, random_state=resample).fit(drawn)
            agreements.append(metrics.adjusted_rand_score(whole.labels_, again.predict(scaled)))
    return Candidate(whole.cluster_centers_, silhouette(distances, whole.labels_), np.array(agreements))


def chosen(candidates: Mapping[int, Candidate], min_stability: float) -> int:
    """The published k: the highest silhouette of the stable ones, or else the most stable; of equals the fewest."""
    stable = {k: tried.silhouette for k, tried in candidates.items() if tried.stability >= min_stability}
    worth = stable or {k: tried.stability for k, tried in candidates.items()}
    return max(worth, key=lambda k: (worth[k], -k))


def silhouette(distances: Floats, labels: npt.NDArray[np.int32]) -> float:
    """Mean silhouette (Rousseeuw 1987) of labelled rows by the distances between them, shape (rows, rows).

    That of a row alone in its cluster is 0. The mean is -1 where all rows are one cluster or each its own.
    """
    clusters, own = np.unique(labels, return_inverse=True)
    if not 1 < len(clusters) < len(labels):
        return -1.0
    sizes, rows = np.bincount(own), np.arange(len(own))
    sums = distances @ np.eye(len(clusters))[own]
    within = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    to_others = sums / sizes
    to_others[rows, own] = np.inf
    between = to_others.min(axis=1)
    larger = np.maximum(within, between)
    widths = np.divide(between - within, larger, out=np.zeros(len(own)), where=(sizes[own] > 1) & (larger > 0))
    return round(float(widths.mean()), DECIMALS)


@dataclass(frozen=True)
class ClusterModel:
    """The published clusters: log_mean and log_scale of shape (features,); centres, scaled, of shape (clusters,
    features); ids and names of length clusters."""

    features: list[str]
    log_mean: Floats
    log_scale: Floats
    centres: Floats
    ids: list[int]
    names: list[str]


def model_from_tables(scales: pa.Table, centroids: pa.Table) -> ClusterModel:
    """The model that the tables cluster_scales and cluster_centroids publish."""
    scales = scales.sort_by("feature")
    centroids = centroids.sort_by([("cluster_id", "ascending"), ("feature", "ascending")])
    features = scales.column("feature").to_pylist()
    firsts = centroids.take(list(range(0, centroids.num_rows, len(features))))
    return ClusterModel(
        features,
        matrix(scales, ["log_mean"])[:, 0],
        matrix(scales, ["log_scale"])[:, 0],
        matrix(centroids, ["scaled_centre"]).reshape(-1, len(features)),
        firsts.column("cluster_id").to_pylist(),
        firsts.column("cluster_name").to_pylist(),
    )


def nearest(scaled: Floats, centres: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Index of the nearest centre and the Euclidean distance to it, both of shape (rows,); ties: the lower index."""
    by_feature = np.ascontiguousarray(scaled.T)  # so that sums run over rows, many at a time
    index = np.zeros(len(scaled), dtype=np.intp)
    squares = np.full(len(scaled), np.inf)
    for place, centre in enumerate(centres):
        of_this = np.square(by_feature - centre[:, None]).sum(axis=0)
        index[of_this < squares] = place
        np.minimum(squares, of_this, out=squares)
    return index, np.sqrt(squares)


def assigner(scales: pa.Table, centroids: pa.Table, registry: pa.Table) -> PerBatch:
    """What assigns a batch of customers to the published centroids.

    Args:
        scales: cluster_scales; centroids: cluster_centroids; registry: model_registry.

    Returns:
        A function from a batch of cluster_features to a table of schema CLUSTERS, row for row; without a fitted model
        the cluster is NULL and status and reason_code say why.
    """
    entry = registry_entry(registry, "clusters")
    if entry["status"] != "fitted":
        return partial(unassigned, reason_code=entry["reason_code"])
    return partial(assigned, model=model_from_tables(scales, centroids), model_version=entry["model_version"])


def unassigned(batch: pa.RecordBatch, reason_code: str) -> pa.Table:
    """Rows of CLUSTERS that say why there is no cluster."""
    rows = [
        {"customer_id": customer, "as_of_date": date, "status": "not_enough_data", "reason_code": reason_code}
        for customer, date in zip(
            batch.column("customer_id").to_pylist(), batch.column("as_of_date").to_pylist(), strict=True
        )
    ]
    return pa.Table.from_pylist(rows, schema=CLUSTERS)


def assigned(batch: pa.RecordBatch, model: ClusterModel, model_version: str) -> pa.Table:
    """Rows of CLUSTERS with the nearest centroid."""
    scaled = scaled_logs(signed_log1p(matrix(batch, model.features)), model.log_mean, model.log_scale)
    index, distance = nearest(scaled, model.centres)
    columns = {
        "customer_id": batch.column("customer_id"),
        "as_of_date": batch.column("as_of_date"),
        "status": pa.repeat("assigned", batch.num_rows),
        "reason_code": pa.nulls(batch.num_rows, pa.string()),
        "cluster_id": pa.array(model.ids, pa.int32()).take(pa.array(index)),
        "cluster_name": pa.array(model.names, pa.string()).take(pa.array(index)),
        "distance": distance,
        "model_version": pa.repeat(model_version, batch.num_rows),
    }
    return pa.table(columns).cast(CLUSTERS)
