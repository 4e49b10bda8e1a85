"""Clusters keep their ids and names from run to run, as far as they are the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from customer360.cluster_versions import cluster_names, identified
from hypothesis import given, settings
from hypothesis import strategies as st

FEATURES = ["n_orders_365d", "order_amount_365d", "recency_days"]
WORDS = {
    "n_orders_365d": ("occasional", "frequent"),
    "order_amount_365d": ("low-spending", "high-spending"),
    "recency_days": ("recent", "quiet"),
}
WORD_TABLE = pa.table(
    {
        "feature": FEATURES,
        "low_word": [WORDS[name][0] for name in FEATURES],
        "high_word": [WORDS[name][1] for name in FEATURES],
    }
)
RULES = pa.table({"rule": ["min_stability", "match_distance", "word_difference"], "threshold": [0.75, 1.0, 0.25]})
LOG = pa.schema(
    [
        ("run_number", pa.int32()),
        ("model_version", pa.string()),
        ("part", pa.string()),
        ("item_number", pa.int32()),
        ("item", pa.string()),
        ("number", pa.float64()),
        ("reference", pa.float64()),
    ]
)
Centres = Sequence[Sequence[float]]


def run(
    number: int,
    centres: Centres,
    scale: float = 1,
    mean: float = 0,
    features: Sequence[str] = FEATURES,
) -> list[dict[str, object]]:
    """Rows of int_cluster_model_log; the centres are natural ones on the log scale."""
    base = {"run_number": number, "model_version": f"v{number}"}
    rows = [base | {"part": "scale", "item": name, "number": scale, "reference": mean} for name in features]
    for cluster, centre in enumerate(centres, start=1):
        rows.append(base | {"part": "size", "item_number": cluster, "number": 10 * cluster})
        rows += [
            base | {"part": "centroid", "item_number": cluster, "item": name, "number": (value - mean) / scale}
            for name, value in zip(features, centre, strict=True)
        ]
    return rows


def found(*runs: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of the last run."""
    log = pa.Table.from_pylist([row for rows in runs for row in reversed(rows)], schema=LOG)
    rows = identified(log, WORD_TABLE, RULES).to_pylist()
    return [row for row in rows if row["run_number"] == len(runs)]


def ids(*runs: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(row["fitted_number"], row["cluster_id"], row["status"]) for row in found(*runs)]


BIG, SMALL, QUIET = (1.5, 2.0, -0.5), (-1.0, -1.5, 0.1), (-0.5, 0.1, 2.0)


def test_the_first_run_is_all_new() -> None:
    rows = found(run(1, [BIG, SMALL, QUIET]))
    assert ids(run(1, [BIG, SMALL, QUIET])) == [(1, 1, "new"), (2, 2, "new"), (3, 3, "new")]
    assert [row["cluster_name"] for row in rows] == [
        "High-spending, frequent",
        "Low-spending, occasional",
        "Quiet, occasional",
    ]
    assert [row["n_training_customers"] for row in rows] == [10, 20, 30]
    assert found() == []


def test_ids_and_names_follow_the_centres_and_not_their_sequence() -> None:
    moved = [(-0.2, 0.3, 2.1), (1.4, 2.2, -0.4), (-1.1, -1.3, 0.2)]
    rows = found(run(1, [BIG, SMALL, QUIET]), run(2, moved))
    assert [(row["cluster_id"], row["cluster_name"], row["status"]) for row in rows] == [
        (3, "Quiet, occasional", "same"),
        (1, "High-spending, frequent", "same"),
        (2, "Low-spending, occasional", "same"),
    ]
    assert rows[0]["distance"] == pytest.approx(np.sqrt(0.3**2 + 0.2**2 + 0.1**2))
    assert all(row["previous_name"] == row["cluster_name"] for row in rows)


def test_distances_are_in_the_scale_of_the_old_run() -> None:
    first = run(1, [BIG, SMALL], scale=2, mean=1)
    (row, _) = found(first, run(2, [(1.5, 3.0, -0.5), SMALL], scale=5, mean=-3))
    assert (row["cluster_id"], row["distance"]) == (1, pytest.approx(0.5))


def test_a_centre_further_than_the_threshold_is_a_new_cluster_whose_id_was_never_given() -> None:
    just = [(1.5, 3.0, -0.5), SMALL, QUIET]
    assert ids(run(1, [BIG, SMALL, QUIET]), run(2, just))[0] == (1, 1, "same")
    far = [(1.5, 3.001, -0.5), SMALL]
    two = run(1, [BIG, SMALL, QUIET]), run(2, far)
    assert ids(*two) == [(1, 4, "new"), (2, 2, "same"), (None, 1, "gone"), (None, 3, "gone")]
    assert ids(*two, run(3, [BIG, SMALL, QUIET])) == [
        (1, 5, "new"),
        (2, 2, "same"),
        (3, 6, "new"),
        (None, 4, "gone"),
    ]


def test_the_assignment_is_the_best_as_a_whole() -> None:
    """The first new centre is nearest to the first old one, which the second one can have alone."""
    old = [(0.0, 0.0, 0.0), (0.9, 0.0, 0.0)]
    assert ids(run(1, old), run(2, [(0.4, 0.0, 0.0), (-0.3, 0.0, 0.0)])) == [(1, 2, "same"), (2, 1, "same")]


def test_what_has_no_match_does_not_cost_another_its_own() -> None:
    """The smallest sum of all distances would cross both pairs, and both would be further than the threshold."""
    old = [(0.0, 0.0, 0.0), (3.0, 0.0, 0.0)]
    rows = ids(run(1, old), run(2, [(0.9, 0.0, 0.0), (-1.05, 0.0, 0.0)]))
    assert rows == [(1, 1, "same"), (2, 3, "new"), (None, 2, "gone")]


def test_models_on_other_features_have_nothing_in_common() -> None:
    other = ["n_orders_365d", "order_amount_365d"]
    rows = ids(run(1, [BIG, SMALL]), run(2, [BIG[:2], SMALL[:2]], features=other))
    assert rows == [(1, 3, "new"), (2, 4, "new"), (None, 1, "gone"), (None, 2, "gone")]


def test_a_name_is_kept_while_its_words_are_true() -> None:
    first = run(1, [(0.6, 0.5, 0.0)])
    (stronger,) = found(first, run(2, [(0.2, 0.3, 0.8)]))
    assert stronger["cluster_name"] == "Frequent, high-spending"
    (turned,) = found(first, run(2, [(-0.1, 0.5, 0.6)]))
    assert (turned["cluster_id"], turned["previous_name"], turned["cluster_name"]) == (
        1,
        "Frequent, high-spending",
        "Quiet, high-spending",
    )


def test_average_is_kept_until_something_differs_by_twice_the_smallest_word() -> None:
    first = run(1, [(0.1, -0.2, 0.0)])
    assert [row["cluster_name"] for row in found(first)] == ["Average"]
    assert [row["cluster_name"] for row in found(first, run(2, [(0.45, 0.0, 0.0)]))] == ["Average"]
    assert [row["cluster_name"] for row in found(first, run(2, [(0.5, 0.0, 0.0)]))] == ["Frequent"]


def test_a_new_cluster_does_not_take_a_name_that_is_kept() -> None:
    first = run(1, [(0.3, 2.0, 0.0)])
    rows = found(first, run(2, [(0.4, 4.0, 0.3), (0.3, 2.0, 0.0)]))
    assert [row["cluster_name"] for row in rows] == ["High-spending, frequent, quiet", "High-spending, frequent"]


def test_names_that_only_a_number_tells_apart_are_kept_too() -> None:
    """The fit counts the clusters the other way round in the second run."""
    first = run(1, [(0.0, 2.4, 0.0), (0.0, 1.0, 0.0)])
    assert [row["cluster_name"] for row in found(first)] == ["High-spending", "High-spending 2"]
    rows = found(first, run(2, [(0.0, 1.1, 0.0), (0.0, 2.3, 0.0)]))
    assert {row["cluster_id"]: row["cluster_name"] for row in rows} == {1: "High-spending", 2: "High-spending 2"}


NUMBERS = st.sampled_from([-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 1.0])
CENTRES = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(CENTRES, st.lists(st.sampled_from(["Average", "Frequent", "Average 2", "Quiet, recent"]), unique=True))
def test_no_two_clusters_share_a_name(centres: list[tuple[float, ...]], kept: list[str]) -> None:
    taken = dict(enumerate(kept[: len(centres)]))
    names = cluster_names(np.array(centres), FEATURES, WORDS, 0.25, taken)
    assert len(set(names)) == len(names) == len(centres)
    assert all(names[number] == name for number, name in taken.items())
    for centre, name in list(zip(centres, names, strict=True))[len(taken) :]:
        assert name.startswith("Average") == (max(map(abs, centre)) < 0.25)


@settings(max_examples=100, deadline=None)
@given(st.lists(CENTRES, min_size=1, max_size=4))
def test_every_run_names_each_cluster_once_and_accounts_for_the_run_before(runs: list[Centres]) -> None:
    log = [run(number, centres) for number, centres in enumerate(runs, start=1)]
    before: set[object] = set()
    given_ids: set[object] = set()
    for number in range(1, len(runs) + 1):
        rows = found(*log[:number])
        now = [row["cluster_id"] for row in rows if row["status"] != "gone"]
        assert len(set(now)) == len(now) == len(runs[number - 1])
        assert {row["cluster_id"] for row in rows if row["status"] != "new"} == before
        assert not {row["cluster_id"] for row in rows if row["status"] == "new"} & given_ids
        assert all(float(str(row["distance"])) <= 1 for row in rows if row["status"] == "same")
        before = set(now)
        given_ids |= before


def test_a_longer_log_changes_nothing_in_earlier_runs() -> None:
    runs = [run(1, [BIG, SMALL]), run(2, [SMALL, QUIET]), run(3, [BIG, QUIET])]
    log = pa.Table.from_pylist([row for rows in runs for row in rows], schema=LOG)
    whole = identified(log, WORD_TABLE, RULES)
    short = identified(log.filter(pa.compute.less(log["run_number"], 3)), WORD_TABLE, RULES)
    assert whole.slice(0, short.num_rows).equals(short)
