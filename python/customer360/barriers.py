"""Statements of which one person has only one, and the clusters that they keep apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

#: What a record states of which a person has one: kind and value.
Statement = tuple[str, str]
#: Values that records of one cluster state, by kind.
Stated = dict[str, set[str]]

#: Kind of the two statements that stand for a pair of records that must never be one person.
NEVER = "never"
#: What the matching model has weighed itself: two birth dates do not forbid what it finds probable all the same.
WEIGHED = frozenset({"birth_date", "gender"})
#: So many of year, month and day must differ: one alone may be a typo.
DIFFERENT_PARTS = 2


def forbids(kind: str, one: str, other: str) -> bool:
    """Whether two values of a kind cannot be of one person.

    Birth dates (1990-05-07) forbid where at least two of year, month and day differ, but for a day and month that are
    swapped: less may be a typo. Genders (female anna) forbid where the given names differ too. All else has one value.
    """
    if kind == "birth_date":
        (year, *rest), (other_year, *other_rest) = one.split("-"), other.split("-")
        different = [a != b for a, b in zip([year, *rest], [other_year, *other_rest], strict=True)]
        return sum(different) >= DIFFERENT_PARTS and not (year == other_year and rest == other_rest[::-1])
    if kind == "gender":
        return all(a != b for a, b in zip(one.split(" "), other.split(" "), strict=True))
    return one != other


def exclude(ours: Stated, theirs: Stated, is_decided: bool = False, is_weighed: bool = False) -> bool:
    """Whether two clusters cannot be one person.

    For what a steward decided (`is_decided`), only because a steward said so too; for a match of the model
    (`is_weighed`), not because of what it weighs itself.
    """
    return any(
        forbids(kind, one, other)
        for kind in ours.keys() & theirs.keys()
        if kind.startswith(NEVER) or not (is_decided or (is_weighed and kind in WEIGHED))
        for one in ours[kind]
        for other in theirs[kind]
    )


def is_torn(values: Mapping[str, Iterable[str]]) -> bool:
    """Whether records of one cluster state what forbids one another."""
    return any(forbids(kind, one, other) for kind, those in values.items() for one, other in combinations(those, 2))


def divided(edges: Iterable[tuple[bool, bool, int, int]], statements: Mapping[int, list[Statement]]) -> dict[int, int]:
    """The smallest node of each node's cluster, where no edge joins clusters that exclude each other.

    Args:
        edges: in the sequence in which they join; whether a steward said so, whether the matching model did, and the
            two ends. A steward's word counts more than what records state.
        statements: what nodes state.

    Returns:
        One entry per node that an edge names.
    """
    root: dict[int, int] = {}
    stated: dict[int, Stated] = {}

    def first_of(node: int) -> int:
        if node not in root:
            root[node], stated[node] = node, {}
            for kind, value in statements.get(node, ()):
                stated[node].setdefault(kind, set()).add(value)
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for is_decided, is_weighed, left, right in edges:
        first, second = sorted((first_of(left), first_of(right)))
        if first == second or exclude(stated[first], stated[second], is_decided, is_weighed):
            continue
        root[second] = first
        for kind, values in stated.pop(second).items():
            stated[first].setdefault(kind, set()).update(values)
    return {node: first_of(node) for node in root}
