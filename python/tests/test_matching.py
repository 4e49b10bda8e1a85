"""Probabilistic matching: how well it does on sets with a known truth, and when it leaves well alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
import splink.comparison_library as cl
from benchmarks import FAKE, HISTORICAL
from customer360.components import components
from customer360.inputs.settings import read_settings
from customer360.matching import comparisons, training
from customer360.matching.splink_model import FITTED, quiet_duckdb
from customer360.matching.support import supported
from customer360.matching.training import trained
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from warehouse import ROOT, Build, failures, parsed, run_dbt

EVERYTHING = ("+int_identity_people", "+identity_review_queue", "identity_match_weights", "identity_blocking")


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> Build:
    outcome = FAKE.build(tmp_path_factory.mktemp("fake"), EVERYTHING)
    assert outcome.success, outcome.messages
    return outcome


def test_historical_figures_are_brought_together(tmp_path: Path) -> None:
    outcome = HISTORICAL.build(tmp_path, ["+int_identity_people"])
    assert outcome.success, outcome.messages
    f1 = HISTORICAL.f1(outcome)
    print(f"F1 {f1:.4f}")
    assert f1 >= 0.83


def test_fake_people_are_brought_together_better_than_by_a_plain_model(fake: Build) -> None:
    f1, plain = FAKE.f1(fake), plain_f1()
    print(f"F1 {f1:.4f}, plain model at its best threshold {plain:.4f}")
    assert f1 >= 0.93
    assert 0.85 < plain < f1


def plain_f1() -> float:
    """The F1 of a model out of Splink's own comparisons, at the threshold that is best by the truth."""
    rules = [block_on("first_name", "surname"), block_on("dob"), block_on("email"), block_on("first_name", "city")]
    model = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("dob", [1, 2]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[*rules, block_on("surname", "city")],
    )
    with quiet_duckdb() as connection:
        people = connection.sql(f"select * replace (cast(dob as varchar) as dob) from '{FAKE.file}'").to_arrow_table()
        linker = Linker(DuckDBAPI(connection).register(people), model, log_level=None)
        linker.training.estimate_probability_two_random_records_match(rules[:3], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in rules[:2]:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=0.01)
        found = pairs.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_weight").to_arrow_table()
    truth = np.array(people.column("cluster").to_pylist())
    left, right, weight = (found.column(place).to_numpy() for place in range(3))
    return max(f1_at(truth, left, right, weight, threshold) for threshold in np.arange(-4, 12, 0.5))


def f1_at(truth: Any, left: Any, right: Any, weight: Any, threshold: float) -> float:
    likely = weight >= threshold
    found = components(len(truth), left[likely].astype(np.int64), right[likely].astype(np.int64))

    def pairs(*keys: Any) -> float:
        sizes = np.unique(np.column_stack(keys), axis=0, return_counts=True)[1]
        return float((sizes * (sizes - 1) / 2).sum())

    return 2 * pairs(truth, found) / (pairs(truth) + pairs(found))


def test_weights_add_up_and_the_queue_holds_what_is_undecided(fake: Build) -> None:
    """The weights, recomputed in SQL from the published parameters, are Splink's; to the ninth decimal."""
    added = "select record_a, record_b, sum(match_weight) as added from identity_match_weights group by all"
    pairs, off = fake.row(
        f"select count(*), max(abs(match_weight - added)) from intermediate.int_identity_matches left join ({added}) "
        "using (record_a, record_b)"
    )
    assert pairs > 1000
    assert off < 1e-9
    queued = fake.rows("select match_probability from pii.identity_review_queue")
    assert queued
    assert all(probability >= 0.5 for (probability,) in queued)
    joined = (
        "select count(*) from pii.identity_review_queue "
        "join intermediate.int_identity_people as a on a.record_id = record_a "
        "join intermediate.int_identity_people as b on b.record_id = record_b and a.cluster_id = b.cluster_id"
    )
    assert fake.row(joined) == (0,)


def test_a_rule_that_would_explode_is_named_and_left_out(tmp_path: Path) -> None:
    outcome = FAKE.build(tmp_path, EVERYTHING, identity_max_candidate_pairs=800)
    assert outcome.success, outcome.messages
    refused = dict(outcome.rows("select rule, reason from identity_blocking where status = 'refused'"))
    assert set(refused) == {"birth_date", "mailbox"}
    assert refused["mailbox"].startswith("Refused: it would compare 987 pairs")
    assert outcome.row("select label from identity_match_parameters where comparison = 'model'") == (FITTED,)


@pytest.fixture(scope="module")
def fitted(fake: Build) -> Callable[[str], pa.Table]:
    """Trains on the records that a query gives."""

    def train(query: str) -> pa.Table:
        with duckdb.connect(str(fake.database), read_only=True) as connection:
            blocking = connection.cursor().sql("select * from intermediate.int_identity_blocking")
            return trained(connection.sql(query), blocking)

    return train


RECORDS = "select * from intermediate.int_identity_comparables"


def test_the_model_is_the_same_in_every_run_and_sequence(fake: Build, fitted: Callable[[str], pa.Table]) -> None:
    backwards = fitted(f"{RECORDS} order by record_id desc").to_pylist()
    assert backwards == fitted(RECORDS).to_pylist()
    published = fake.rows("select comparison, level, m_probability from intermediate.int_identity_match_model")
    assert sorted(published) == sorted((row["comparison"], row["level"], row["m_probability"]) for row in backwards)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (f"{RECORDS} where false", "0 records"),
        (f"{RECORDS} limit 100", "100 records"),
        (
            f"select * replace (null::varchar as email, null::varchar as birth_date, null::varchar as family_name) "
            f"from ({RECORDS})",
            "columns with enough values: given_name, city",
        ),
        (
            f"select * replace (record_hash as birth_date, record_hash as email, record_hash as given_name) "
            f"from ({RECORDS})",
            "no pairs of records that share a value",
        ),
        (f"select * replace ('x' as cluster_id) from ({RECORDS})", "no pairs of records that share a value"),
    ],
)
def test_too_little_to_compare_is_a_stated_reason(fitted: Callable[[str], pa.Table], query: str, reason: str) -> None:
    (row,) = fitted(query).to_pylist()
    assert row["comparison"] == "model"
    assert row["label"].startswith(reason)


def test_a_model_of_names_alone_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns may have values and still not tell matches from chance, as emails that are all different."""
    names = [{"comparison": name, "level": 0, "m_probability": 0.1} for name in ("given_name", "family_name")]
    monkeypatch.setattr(training, "estimated", lambda *_: names)
    records = pa.table({one.column: [f"{one.column} {i}" for i in range(200)] for one in comparisons.COMPARISONS})
    with pytest.raises(training.NothingToCompareError, match="by given_name, family_name alone; fewer than 3"):
        training.fitted(records, [("email",)])


def likely(pairs: list[tuple[str, str, float]]) -> list[tuple[str, str]]:
    """The accepted ones of pairs of records that are each a cluster of its own."""
    left, right, probability = zip(*pairs, strict=True)
    table = pa.table(
        {
            "record_a": left,
            "record_b": right,
            "cluster_a": left,
            "cluster_b": right,
            "match_probability": probability,
        }
    )
    rows = supported(table, 0.9).to_pylist()
    return [(row["record_a"], row["record_b"]) for row in rows if row["is_accepted"]]


def test_one_bridge_does_not_join_two_groups_that_have_nothing_else_in_common() -> None:
    first, second = (
        [(a, b, 0.99) for a in names for b in names if a < b] for names in (["a", "b", "c"], ["x", "y", "z"])
    )
    bridge = [("c", "x", 0.95)]
    assert likely([*first, *second, *bridge]) == [(a, b) for a, b, _ in [*first, *second]]
    assert likely([*reversed(first), *second, *bridge, ("b", "y", 0.6)]) == sorted(
        (a, b) for a, b, p in [*first, *second, *bridge] if p >= 0.9
    )


def test_unlikely_pairs_join_nobody_and_chains_stay_short() -> None:
    assert likely([("a", "b", 0.89), ("c", "d", 0.9)]) == [("c", "d")]
    names = [f"r{number:03d}" for number in range(60)]
    chain = likely([(a, b, 0.95) for a, b in pairwise(names)])
    assert len(chain) < len(names) - 1


def test_macros_list_the_comparisons_of_the_model() -> None:
    text = (ROOT / "macros" / "scoring" / "matching.sql").read_text()
    listed = text.partition("macro identity_comparisons()")[2].partition("return([")[2].partition("])")[0]
    assert tuple(name.strip(" '\n") for name in listed.split(",")) == comparisons.NAMES
    assert set(comparisons.NAMES) >= training.LASTING


def test_thresholds_that_cannot_be_stop_the_build(tmp_path: Path) -> None:
    command = ["build", "--vars", "{identity_match_probability: 0.4}", "--select", "identity_rules"]
    outcome = run_dbt(command, tmp_path, parsed("c360"), CUSTOMER360_DB=str(tmp_path / "c360.duckdb"))
    assert not outcome.success and "identity_match_probability" in " ".join(failures(outcome))
    for match, is_right in ((0.4, False), (1.0, False), ("high", False), (True, False), (0.5, True)):
        _, findings = read_settings({"identity_match_probability": match, "identity_review_probability": 0.5})
        assert (not findings) is is_right
