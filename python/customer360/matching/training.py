"""The model of matching, fitted on the records themselves: what equal values mean, and what is chance."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.matching.comparisons import COMPARISONS, Comparison
from customer360.matching.parameters import parameter_rows, prior_of, with_every_chance
from customer360.matching.splink_model import (
    FITTED,
    PARAMETERS,
    blocked,
    described,
    fitted_settings,
    quiet_duckdb,
    settings,
)
from customer360.tables import is_spark, read

#: A model is fitted on so many records at most, those whose md5 comes first, so that it is the same in every run.
TRAINING_RECORDS = 50_000
#: Chance agreement is counted on all pairs of so many of them.
CHANCE_RECORDS = 3_000
FEWEST_RECORDS = 200
FEWEST_COMPARISONS = 3
#: A column says something where at least this share of the records has a value.
FILLED = 0.05
#: Of pairs that agree in these columns many match; the columns themselves are learned from the other rules.
TRAINING_RULES = (("birth_date",), ("given_name", "family_name"), ("postal_code",), ("email",), ("phone",))
FEWEST_PAIRS = 30
#: What a person keeps. Where rules have found all matches, what else is alike are households, which differ in it.
LASTING = frozenset({"given_name", "family_name", "birth_date", "gender"})
MOST_DIFFERENT = 0.4
MOST_PAIRS = 2_000_000
MOST_ITERATIONS = 200


class NothingToCompareError(Exception):
    """There is no model, for the reason that the message gives."""


def trained(comparables: Any, blocking: Any) -> pa.Table:
    """The fitted model as a table of schema PARAMETERS, or one row with the reason why there is none.

    Args:
        comparables: int_identity_comparables; blocking: int_identity_blocking, both relations of dbt's session.
    """
    sample = sampled(comparables)
    try:
        rows = fitted(sample, used_rules(read(blocking)))
    except NothingToCompareError as reason:
        return parameter_table([{"comparison": "model", "level": 0, "label": str(reason)}])
    return parameter_table([{"comparison": "model", "level": 0, "label": FITTED}, *rows])


def parameter_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of the model; what a row leaves out is NULL."""
    return pa.Table.from_pylist(rows, schema=PARAMETERS)


def sampled(comparables: Any) -> pa.Table:
    """At most TRAINING_RECORDS records, in a fixed sequence."""
    if is_spark(comparables):
        table = comparables.orderBy("record_hash").limit(TRAINING_RECORDS).toArrow()
    else:
        table = comparables.order("record_hash").limit(TRAINING_RECORDS).to_arrow_table()
    return table.sort_by("record_hash")


def used_rules(blocking: pa.Table) -> list[tuple[str, ...]]:
    """The columns of each blocking rule that is used, in sequence."""
    rows = sorted(blocking.to_pylist(), key=lambda row: row["rule_number"])
    return [tuple(str(row["rule"]).split(", ")) for row in rows if row["status"] == "used"]


def fitted(sample: pa.Table, rules: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """Rows of the fitted model.

    Raises:
        NothingToCompareError: the records do not suffice, or the estimation came to nothing.
    """
    comparisons = [one for one in COMPARISONS if says_something(sample.column(one.column))]
    if sample.num_rows < FEWEST_RECORDS:
        raise NothingToCompareError(f"{sample.num_rows} records with names, fewer than {FEWEST_RECORDS}")
    if len(comparisons) < FEWEST_COMPARISONS:
        filled = ", ".join(one.name for one in comparisons) or "none"
        raise NothingToCompareError(f"columns with enough values: {filled}; fewer than {FEWEST_COMPARISONS}")
    if not rules:
        raise NothingToCompareError("no blocking rule gives pairs")
    rows = estimated(sample, comparisons)
    for comparison in comparisons:
        if comparison.name in LASTING and not agrees(rows, comparison.name):
            raise NothingToCompareError(f"the pairs that look alike differ in {comparison.name}: they are no matches")
    return with_prior(sample, rows, rules)


def agrees(rows: list[dict[str, Any]], name: str) -> bool:
    """Whether matches, as they were learned, agree more often than not in what a comparison compares."""
    different = [row["m_probability"] for row in rows if row["comparison"] == name and row["level"] == 0]
    return bool(different) and different[0] <= MOST_DIFFERENT


def says_something(column: Any) -> bool:
    """Whether enough records have a value, and not all the same."""
    return len(column) - column.null_count >= FILLED * len(column) and len(pc.unique(column.drop_null())) > 1


def estimated(sample: pa.Table, comparisons: list[Comparison]) -> list[dict[str, Any]]:
    """Chance agreement from all pairs of some records, then agreement of matches by expectation maximisation."""
    from splink import DuckDBAPI, Linker  # noqa: PLC0415  importing it takes a second

    model = settings(map(described, comparisons), [], em_convergence=1e-5, max_iterations=MOST_ITERATIONS)
    with quiet_duckdb(threads=1) as connection:
        chance = Linker(DuckDBAPI(connection).register(strangers(sample)), model, log_level=None)
        chance.training.estimate_u_using_random_sampling(max_pairs=CHANCE_RECORDS**2, min_count_per_level=None)
        chances = with_every_chance(chance.misc.save_model_to_json())
    learned = [learned_from(sample, chances, rule) for rule in TRAINING_RULES if pairs_of(sample, rule) >= FEWEST_PAIRS]
    models = [model for model in learned if model]
    if not models:
        raise NothingToCompareError("no pairs of records that share a value show what matches look like")
    return parameter_rows(models, comparisons)


def learned_from(sample: pa.Table, chances: dict[str, Any], rule: tuple[str, ...]) -> dict[str, Any] | None:
    """The model after learning from the pairs of one rule; None where these hold no matches to learn from."""
    from splink import DuckDBAPI, Linker  # noqa: PLC0415  importing it takes a second

    with quiet_duckdb(threads=1) as connection:
        linker = Linker(DuckDBAPI(connection).register(sample), deepcopy(chances), log_level=None)
        try:
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                blocked(rule), estimate_without_term_frequencies=True, max_pairs=MOST_PAIRS
            )
        except Exception:
            return None
        ended = len(session._core_model_settings_history) <= MOST_ITERATIONS
        return linker.misc.save_model_to_json() if ended else None


def strangers(sample: pa.Table) -> pa.Table:
    """The first CHANCE_RECORDS records of which the rules of identity have joined no two."""
    numbered = sample.append_column("place", pa.array(range(sample.num_rows)))
    first = numbered.group_by("cluster_id").aggregate([("place", "min")]).column("place_min")
    return sample.take(pa.array(sorted(first.to_pylist())[:CHANCE_RECORDS]))


def pairs_of(sample: pa.Table, rule: tuple[str, ...]) -> int:
    """Pairs of records that agree in the columns of a rule, of two clusters."""
    filled = sample.select([*rule, "cluster_id"]).drop_null()

    def pairs(columns: list[str]) -> int:
        sizes = filled.group_by(columns).aggregate([([], "count_all")]).column("count_all").to_numpy()
        return int((sizes * (sizes - 1) // 2).sum())

    return pairs(list(rule)) - pairs([*rule, "cluster_id"])


def with_prior(sample: pa.Table, rows: list[dict[str, Any]], rules: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """The rows and the share of pairs that match: that at which the matches to expect are as many as it says."""
    from splink import DuckDBAPI, Linker  # noqa: PLC0415  importing it takes a second

    if not {row["comparison"] for row in rows}:
        raise NothingToCompareError("no comparison tells matches from chance")
    start = {"comparison": "prior", "level": 0, "label": "share of pairs that match", "m_probability": 0.5}
    with quiet_duckdb() as connection:
        model = fitted_settings(parameter_table([*rows, start]), rules)
        found = Linker(DuckDBAPI(connection).register(sample), model, log_level=None).inference.predict(
            threshold_match_weight=-30
        )
        weights = found.as_duckdbpyrelation().select("match_weight").to_arrow_table().column(0).to_numpy()
    n_pairs = sample.num_rows * (sample.num_rows - 1) / 2
    prior, weight = prior_of(np.sort(weights), n_pairs)
    if prior * n_pairs < 1:
        raise NothingToCompareError("less than one pair of records is expected to match")
    return [*rows, start | {"m_probability": prior, "match_weight": weight}]
