"""The model of matching, fitted on the records themselves: what equal values mean, and what is chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import DuckDBAPI, Linker

from customer360.matching.comparisons import COMPARISONS
from customer360.matching.estimation import estimated
from customer360.matching.parameters import prior_of
from customer360.matching.splink_model import FITTED, PARAMETERS, fitted_settings, quiet_duckdb
from customer360.tables import is_spark, read

#: A model is fitted on so many records at most, those whose md5 comes first, so that it is the same in every run.
TRAINING_RECORDS = 50_000
FEWEST_RECORDS = 200
FEWEST_COMPARISONS = 3
#: A column says something where at least this share of the records has a value.
FILLED = 0.05
#: What a person keeps. Where rules have found all matches, what else is alike are households, which differ in it.
LASTING = frozenset({"given_name", "family_name", "birth_date", "gender"})
MOST_DIFFERENT = 0.4


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
    if not rows:
        raise NothingToCompareError("no pairs of records that share a value show what matches look like")
    if len(telling := dict.fromkeys(row["comparison"] for row in rows)) < FEWEST_COMPARISONS:
        names = ", ".join(telling)
        raise NothingToCompareError(f"matches are told from chance by {names} alone; fewer than {FEWEST_COMPARISONS}")
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


def with_prior(sample: pa.Table, rows: list[dict[str, Any]], rules: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """The rows and the share of pairs that match: that at which the matches to expect are as many as it says."""
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
