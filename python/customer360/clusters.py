"""Customer clusters: k-means on scaled logs, published as scales and centroids, assigned from those tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from customer360.additive import DECIMALS, signed_log1p
from customer360.churn import library_versions
from customer360.tables import Floats, matrix, model_parts, registry_entry, registry_rows, setting

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
        features: cluster_features, one row per customer; words: cluster_feature_words; settings: model_settings.

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
        "settings": f"k from {min(silhouettes)} to {max(silhouettes)}",
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


def nearest(scaled: Floats, centres: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """Index of the nearest centre and the Euclidean distance to it, both of shape (rows,); ties: the lower index."""
    distances = np.sqrt(np.square(scaled[:, None, :] - centres[None, :, :]).sum(axis=2))
    index = distances.argmin(axis=1)
    return index, distances[np.arange(len(scaled)), index]


def assign(features: Iterator[pa.RecordBatch], scales: pa.Table, centroids: pa.Table, registry: pa.Table) -> pa.Table:
    """Assign customers to the published centroids, batch by batch.

    Args:
        features: batches of cluster_features; scales: cluster_scales; centroids: cluster_centroids;
        registry: model_registry.

    Returns:
        Table of schema CLUSTERS, one row per row of features; without a fitted model the cluster is NULL and status and
        reason_code say why.
    """
    entry = registry_entry(registry, "clusters")
    fitted = entry["status"] == "fitted"
    scale_rows = scales.sort_by("feature").to_pylist()
    names = [row["feature"] for row in scale_rows]
    mean = np.array([row["log_mean"] for row in scale_rows])
    scale = np.array([row["log_scale"] for row in scale_rows])
    centre_rows = centroids.sort_by([("cluster_id", "ascending"), ("feature", "ascending")]).to_pylist()
    cluster_name = {row["cluster_id"]: row["cluster_name"] for row in centre_rows}
    ids = np.array(sorted(cluster_name), dtype=np.int32)
    centres = np.array([row["scaled_centre"] for row in centre_rows]).reshape(len(ids), len(names))

    pieces = []
    for batch in features:
        n = batch.num_rows
        if fitted:
            index, distance = nearest((signed_log1p(matrix(batch, names)) - mean) / scale, centres)
            cluster_ids = pa.array(ids[index])
            cluster_names_ = pa.array([cluster_name[int(cluster)] for cluster in ids[index]], pa.string())
            distances = pa.array(distance)
        else:
            cluster_ids = pa.nulls(n, pa.int32())
            cluster_names_ = pa.nulls(n, pa.string())
            distances = pa.nulls(n, pa.float64())
        pieces.append(
            pa.table(
                {
                    "customer_id": batch.column("customer_id"),
                    "as_of_date": batch.column("as_of_date"),
                    "status": pa.array(["assigned" if fitted else "not_enough_data"] * n, pa.string()),
                    "reason_code": pa.array([entry["reason_code"]] * n, pa.string()),
                    "cluster_id": cluster_ids,
                    "cluster_name": cluster_names_,
                    "distance": distances,
                    "model_version": pa.array([entry["model_version"]] * n, pa.string()),
                }
            ).cast(CLUSTERS)
        )
    return pa.concat_tables(pieces) if pieces else CLUSTERS.empty_table()
