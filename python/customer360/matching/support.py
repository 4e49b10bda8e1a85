"""Which of the likely pairs are accepted: those that join groups of records which on the whole belong together.

A chain of single likely pairs would join strangers. So two groups become one only where their best pair is likely
enough, and the mean probability of all pairs between them, those below the review threshold counting 0, is high enough;
the best supported first. This is agglomerative clustering with average linkage.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
import pyarrow as pa

#: One of six pairs between two groups has to be a match: a single pair joins groups of two and three, no larger ones.
LEAST_SUPPORT = 0.15

#: Between two groups: sum of the probabilities, best probability.
Link = list[float]


def supported(pairs: pa.Table, accept: float) -> pa.Table:
    """The pairs with the column is_accepted: whether both ends fall into one group, and it is likely enough.

    Args:
        pairs: columns record_a, record_b, cluster_a and cluster_b (of the rules, two), match_probability.
        accept: the least match probability.

    Returns:
        The pairs in sequence of record_a and record_b, without the columns of the clusters.
    """
    pairs = pairs.sort_by([("record_a", "ascending"), ("record_b", "ascending")])
    probabilities = pairs.column("match_probability").to_numpy()
    left, right = pairs.column("cluster_a").to_pylist(), pairs.column("cluster_b").to_pylist()
    sizes = cluster_sizes(pairs)
    group = grouped(sizes, left, right, probabilities.tolist(), accept)
    together = np.array([group[a] == group[b] for a, b in zip(left, right, strict=True)], dtype=bool)
    return pairs.drop_columns(["cluster_a", "cluster_b"]).append_column(
        "is_accepted", pa.array(together & (probabilities >= accept), pa.bool_())
    )


def cluster_sizes(pairs: pa.Table) -> dict[str, int]:
    """How many records of each cluster have a likely pair; contacts, which have none, do not count."""
    ends = [pairs.select([f"record_{end}", f"cluster_{end}"]).rename_columns(["record", "cluster"]) for end in "ab"]
    counted = pa.concat_tables(ends).group_by("cluster").aggregate([("record", "count_distinct")])
    return {row["cluster"]: row["record_count_distinct"] for row in counted.to_pylist()}


def grouped(
    sizes: dict[str, int], left: list[str], right: list[str], probabilities: list[float], accept: float
) -> dict[str, str]:
    """The group of each cluster, named by its smallest one."""
    links: dict[str, dict[str, Link]] = {name: {} for name in sizes}
    for a, b, probability in zip(left, right, probabilities, strict=True):
        link = links[a].setdefault(b, [0.0, 0.0])
        links[b][a] = link
        link[0], link[1] = link[0] + probability, max(link[1], probability)

    def offer(a: str, b: str) -> tuple[float, str, str] | None:
        total, best = links[a][b]
        support = round(total / (sizes[a] * sizes[b]), 9)
        return (-support, min(a, b), max(a, b)) if best >= accept and support >= LEAST_SUPPORT else None

    offers = [one for a in links for b in links[a] if a < b and (one := offer(a, b))]
    heapify(offers)
    joined: dict[str, str] = {}
    while offers:
        one = heappop(offers)
        _, a, b = one
        if b not in links.get(a, {}) or offer(a, b) != one:
            continue
        joined[b] = a
        sizes[a] += sizes[b]
        gone = links.pop(b)
        for c, link in gone.items():
            del links[c][b]
            if c != a:
                merge(links, a, c, link)
        for c in links[a]:
            if other := offer(a, c):
                heappush(offers, other)
    return {name: root(joined, name) for name in sizes}


def merge(links: dict[str, dict[str, Link]], a: str, c: str, link: Link) -> None:
    """Add a link between two groups to the one that they have."""
    if own := links[a].get(c):
        own[0], own[1] = own[0] + link[0], max(own[1], link[1])
    else:
        links[a][c] = links[c][a] = link


def root(joined: dict[str, str], name: str) -> str:
    """The group that a cluster has ended in."""
    while name in joined:
        name = joined[name]
    return name
