"""Customer clusters: k-means on scaled logs, published as scales and centroids, assigned from those tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
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

#: Rows that the silhouette is measured on: it needs the distances between all pairs.
SILHOUETTE_ROWS = 5_000

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


def fit(features: pa.Table, words: pa.Table, settings: pa.Table) -> pa.Table:
    """Scale, choose k by silhouette, fit k-means, name the clusters.

    Args:
        features: cluster_training_sample, one row per customer; words: cluster_feature_words; settings: model_settings.

    Returns:
        Table of schema MODEL_PARTS with registry entries and, where the data suffice, scales, candidates for k,
        centroids and names. Cluster 1 is the one that spends most.
    """
    features = features.sort_by("customer_id")
    names = [name for name in features.column_names if name not in KEYS]
    logs = signed_log1p(matrix(features, names))
    n_distinct = len(np.unique(logs, axis=0))
    shortage = None
    if features.num_rows == 0:
        shortage = "no_customers"
    elif features.num_rows < setting(settings, "cluster_min_customers"):
        shortage = "too_few_customers"
    elif n_distinct <= setting(settings, "cluster_k_min"):
        shortage = "too_few_different_customers"
    if shortage:
        return model_parts(registry_rows({"status": "not_enough_data", "reason_code": shortage}))

    mean = np.round(logs.mean(axis=0), DECIMALS)
    scale = np.round(logs.std(axis=0), DECIMALS)
    scale[scale == 0] = 1.0
    scaled = (logs - mean) / scale
    with threadpool_limits(1):
        k_max = min(setting(settings, "cluster_k_max"), n_distinct - 1)
        fits = {k: k_means(scaled, k) for k in range(setting(settings, "cluster_k_min"), k_max + 1)}
        silhouettes = {k: silhouette(scaled, fitted.labels_) for k, fitted in fits.items()}
    best = max(silhouettes, key=lambda k: (silhouettes[k], -k))
    centres = fits[best].cluster_centers_
    spend = names.index("order_amount_365d")
    centres = np.round(centres[np.argsort(-centres[:, spend], kind="stable")], DECIMALS)

    rows: list[dict[str, object]] = []
    for column, name in enumerate(names):
        rows.append({"part": "scale", "item": name, "number": scale[column], "reference": mean[column]})
    for k, value in silhouettes.items():
        rows.append({"part": "candidate", "item_number": k, "number": value})
    natural = np.sign(centres * scale + mean) * np.expm1(np.abs(centres * scale + mean))
    for cluster, cluster_name in enumerate(cluster_names(centres, names, words), start=1):
        rows.append({"part": "name", "item_number": cluster, "item": cluster_name})
        for column, name in enumerate(names):
            rows.append(
                {
                    "part": "centroid",
                    "item_number": cluster,
                    "item": name,
                    "number": centres[cluster - 1, column],
                    "reference": natural[cluster - 1, column],
                }
            )
    date = features.column("as_of_date")[0].as_py()
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
        "settings": f"k from {min(silhouettes)} to {max(silhouettes)}, "
        f"sampled above {setting(settings, 'max_training_rows')} rows",
        "library_versions": library_versions(),
    }
    return model_parts([*registry_rows(entries), *rows])


def k_means(scaled: Floats, k: int) -> KMeans:
    """k-means with ten starts and a fixed seed on scaled rows, shape (rows, features)."""
    return KMeans(n_clusters=k, n_init=10, random_state=0).fit(scaled)


def silhouette(scaled: Floats, labels: npt.NDArray[np.int32]) -> float:
    """Mean silhouette (Rousseeuw 1987) of labelled rows, on every n-th row above SILHOUETTE_ROWS rows."""
    step = -(-len(scaled) // SILHOUETTE_ROWS)
    sample, labels = scaled[::step], labels[::step]
    if not 1 < len(np.unique(labels)) < len(sample):
        return -1.0
    return round(float(silhouette_score(sample, labels)), DECIMALS)


def cluster_names(centres: Floats, features: list[str], words: pa.Table) -> list[str]:
    """A readable name per cluster: the words of the features on which its centre differs most from the average.

    Args:
        centres: (clusters, features), scaled, so that 0 is the average; words: feature, high_word, low_word.

    Returns:
        One distinct name per cluster: two words, or as many more as tell it from the others.
    """
    word_of = {row["feature"]: (row["low_word"], row["high_word"]) for row in words.to_pylist()}
    described = []
    for centre in centres:
        order = np.argsort(-np.abs(centre), kind="stable")
        described.append([word_of[features[column]][int(centre[column] > 0)] for column in order])
    for n_words in range(2, len(features) + 1):
        names = [", ".join(parts[:n_words]).capitalize() for parts in described]
        if len(set(names)) == len(names):
            return names
    return [f"{name} {number}" for number, name in enumerate(names, start=1)]


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
    distances = np.sqrt(np.square(scaled[:, None, :] - centres[None, :, :]).sum(axis=2))
    index = distances.argmin(axis=1)
    return index, distances[np.arange(len(scaled)), index]


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
    scaled = (signed_log1p(matrix(batch, model.features)) - model.log_mean) / model.log_scale
    index, distance = nearest(scaled, model.centres)
    columns = {
        "customer_id": batch.column("customer_id"),
        "as_of_date": batch.column("as_of_date"),
        "status": ["assigned"] * batch.num_rows,
        "reason_code": pa.nulls(batch.num_rows, pa.string()),
        "cluster_id": [model.ids[cluster] for cluster in index],
        "cluster_name": [model.names[cluster] for cluster in index],
        "distance": distance,
        "model_version": [model_version] * batch.num_rows,
    }
    return pa.table(columns).cast(CLUSTERS)
