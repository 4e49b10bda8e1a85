"""Clusters from run to run: which is which, so that ids and names do not jump.

Every function here depends on the log of fitted models alone, so building again gives the same ids.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from scipy.optimize import linear_sum_assignment

from customer360.additive import DECIMALS
from customer360.clusters import threshold
from customer360.tables import Floats, matrix

#: Words of a feature for centres below and above the average.
Words = Mapping[str, tuple[str, str]]

AVERAGE = "average"

VERSIONS = pa.schema(
    [
        ("run_number", pa.int32()),
        ("model_version", pa.string()),
        ("cluster_id", pa.int32()),
        ("fitted_number", pa.int32()),
        ("cluster_name", pa.string()),
        ("previous_name", pa.string()),
        ("status", pa.string()),
        ("distance", pa.float64()),
        ("n_training_customers", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Version:
    """One fitted model: log_mean and log_scale of shape (features,); scaled centres of shape (clusters, features) and
    sizes of length clusters, in the sequence of the fit."""

    run_number: int
    model_version: str
    features: list[str]
    log_mean: Floats
    log_scale: Floats
    centres: Floats
    sizes: list[int]


@dataclass
class Known:
    """The clusters of one run: per cluster of the fit its id and its name."""

    version: Version
    ids: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def versions(log: pa.Table) -> list[Version]:
    """The fitted models of int_cluster_model_log, the first run first."""
    log = log.sort_by([(name, "ascending") for name in ("run_number", "part", "item_number", "item")])
    by_run: dict[int, dict[str, list[dict[str, object]]]] = {}
    for row in log.to_pylist():
        by_run.setdefault(row["run_number"], {"scale": [], "centroid": [], "size": []})[row["part"]].append(row)
    return [version(run, parts) for run, parts in by_run.items()]


def version(run_number: int, parts: Mapping[str, list[dict[str, object]]]) -> Version:
    """One fitted model from its rows, sorted."""
    scale, centroid, size = (pa.Table.from_pylist(parts[part]) for part in ("scale", "centroid", "size"))
    return Version(
        run_number,
        scale.column("model_version")[0].as_py(),
        scale.column("item").to_pylist(),
        matrix(scale, ["reference"])[:, 0],
        matrix(scale, ["number"])[:, 0],
        matrix(centroid, ["number"]).reshape(size.num_rows, scale.num_rows),
        [int(number) for number in size.column("number").to_pylist()],
    )


def identified(log: pa.Table, words: pa.Table, rules: pa.Table) -> pa.Table:
    """The id and name of every cluster in every run.

    A cluster that is matched with one of the previous run keeps its id, and its name while that is true. Others get the
    next ids, the one that spends most first; the id of a cluster that is gone is never given again.

    Args:
        log: int_cluster_model_log; words: cluster_feature_words; rules: cluster_rules.

    Returns:
        Table of schema VERSIONS, one row per run and cluster of it or of the run before: same, new or gone.
    """
    word_of = {row["feature"]: (row["low_word"], row["high_word"]) for row in words.to_pylist()}
    limit, least = threshold(rules, "match_distance"), threshold(rules, "word_difference")
    rows: list[dict[str, object]] = []
    before: Known | None = None
    last_id = 0
    for fitted in versions(log):
        pairs = matched(before.version, fitted, limit) if before else {}
        now = Known(fitted)
        kept: dict[int, str] = {}
        for number in range(len(fitted.centres)):
            if before and number in pairs:
                old, _ = pairs[number]
                now.ids.append(before.ids[old])
                if still_true(before.names[old], fitted.centres[number], fitted.features, word_of, least):
                    kept[number] = before.names[old]
            else:
                last_id += 1
                now.ids.append(last_id)
        now.names = cluster_names(fitted.centres, fitted.features, word_of, least, kept)
        rows += described(now, before, pairs)
        before = now
    return pa.Table.from_pylist(rows, schema=VERSIONS)


def described(now: Known, before: Known | None, pairs: Mapping[int, tuple[int, float]]) -> list[dict[str, object]]:
    """Rows of VERSIONS for one run."""
    run = {"run_number": now.version.run_number, "model_version": now.version.model_version}
    rows = []
    for number, (cluster, name) in enumerate(zip(now.ids, now.names, strict=True)):
        row = {"cluster_id": cluster, "fitted_number": number + 1, "cluster_name": name, "status": "new"}
        if before and number in pairs:
            old, distance = pairs[number]
            row |= {"previous_name": before.names[old], "status": "same", "distance": distance}
        rows.append(run | row | {"n_training_customers": now.version.sizes[number]})
    if before:
        gone = set(range(len(before.ids))) - {old for old, _ in pairs.values()}
        rows += [
            run | {"cluster_id": before.ids[old], "previous_name": before.names[old], "status": "gone"}
            for old in sorted(gone)
        ]
    return rows


def matched(old: Version, new: Version, limit: float) -> dict[int, tuple[int, float]]:
    """One-to-one matches of new clusters with old ones, and their distances in the scale of the old run.

    The assignment has the smallest sum of distances (Kuhn 1955), where leaving a cluster unmatched costs `limit`, so
    that no match is further than that. Models on different features have no distance and no matches.
    """
    if old.features != new.features:
        return {}
    moved = (new.centres * new.log_scale + new.log_mean - old.log_mean) / old.log_scale
    distances = np.sqrt(np.square(moved[:, None, :] - old.centres[None, :, :]).sum(axis=2))
    numbers, olds = linear_sum_assignment(np.minimum(distances, limit))
    return {
        int(number): (int(cluster), round(float(distances[number, cluster]), DECIMALS))
        for number, cluster in zip(numbers, olds, strict=True)
        if distances[number, cluster] <= limit
    }


def true_words(centre: Floats, features: list[str], words: Words) -> list[str]:
    """A word per feature, on the side of the average on which the centre lies, the strongest difference first."""
    order = np.argsort(-np.abs(centre), kind="stable")
    return [words[features[column]][int(centre[column] > 0)] for column in order]


def still_true(name: str, centre: Floats, features: list[str], words: Words, least: float) -> bool:
    """Whether a name fits a centre, whatever its number: each word is of the right side; average is less than twice
    `least` away."""
    bare = re.sub(r" \d+$", "", name).lower()
    if bare == AVERAGE:
        return bool(np.abs(centre).max() < 2 * least)
    return set(bare.split(", ")) <= set(true_words(centre, features, words))


def cluster_names(
    centres: Floats, features: list[str], words: Words, least: float, kept: Mapping[int, str] | None = None
) -> list[str]:
    """A readable name per cluster: the words of the features on which its centre differs most from the average.

    Args:
        centres: (clusters, features), scaled, so that 0 is the average; words: by feature; least: the smallest
            difference, in standard deviations, that a word is given for; kept: names that some clusters have already.

    Returns:
        One distinct name per cluster: at most two words, `average` where nothing differs, or as many more words as tell
        it from the others; where no words do, they are numbered from 2 on.
    """
    names = dict(kept or {})
    parts, starts = {}, {}
    for number, centre in enumerate(centres):
        n_strong = int((np.abs(centre) >= least).sum())
        parts[number] = [*([] if n_strong else [AVERAGE]), *true_words(centre, features, words)]
        starts[number] = min(2, max(1, n_strong))
    for more in range(len(features) + 1):
        tried = {number: phrase(parts[number][: starts[number] + more]) for number in parts if number not in names}
        taken = [*names.values(), *tried.values()]
        names |= {number: name for number, name in tried.items() if taken.count(name) == 1}
    for number in parts:
        if number not in names:
            names[number] = numbered(phrase(parts[number][: starts[number]]), names.values())
    return [names[number] for number in parts]


def phrase(words: list[str]) -> str:
    """Words as one name."""
    return ", ".join(words).capitalize()


def numbered(name: str, taken: Collection[str]) -> str:
    """The name, or where somebody bears it the name with the first number from 2 on that nobody bears."""
    if name not in taken:
        return name
    number = 2
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"
