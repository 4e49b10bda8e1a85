"""The model of matching as rows of a table, and as the settings that Splink takes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from math import log2
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
from splink import SettingsCreator

from customer360.matching.comparisons import COMPARISONS, RAREST, Comparison

#: Comparison `model` is the model as a whole: label 'fitted', or why there is none; `prior` the share of all pairs of
#: records that match, as m_probability.
PARAMETERS = pa.schema(
    [
        ("comparison", pa.string()),
        ("level", pa.int32()),
        ("label", pa.string()),
        ("m_probability", pa.float64()),
        ("u_probability", pa.float64()),
        ("match_weight", pa.float64()),
        ("frequency_column", pa.string()),
        ("frequency_u_probability", pa.float64()),
    ]
)
FITTED = "fitted"

Rules = Sequence[tuple[str, ...]]


def odds_weight(probability: float) -> float:
    """A probability as a match weight: the binary logarithm of its odds."""
    return log2(probability / (1 - probability))


def settings(comparisons: Iterable[dict[str, Any]], rules: Rules, prior: float = 1e-4, **further: Any) -> Any:
    """Splink's settings to find duplicates among records."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=list(comparisons),
        blocking_rules_to_generate_predictions=[{"blocking_rule": blocked(rule)} for rule in rules],
        probability_two_random_records_match=prior,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        additional_columns_to_retain=["cluster_id"],
        **further,
    )


def blocked(rule: tuple[str, ...]) -> str:
    """The pairs that agree in some columns, without those that the rules of identity have joined."""
    return " and ".join([*(f"l.{column} = r.{column}" for column in rule), "l.cluster_id <> r.cluster_id"])


def described(comparison: Comparison, parameters: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """A comparison as Splink takes it, with its parameters by level if they are known."""
    levels: list[dict[str, Any]] = [{"sql_condition": comparison.missing, "is_null_level": True}]
    for number, level in zip(range(len(comparison.levels), 0, -1), comparison.levels, strict=True):
        of_level: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.label}
        if level.frequency:
            of_level |= {"tf_adjustment_column": level.frequency, "tf_minimum_u_value": RAREST}
        levels.append(of_level | known(parameters, number))
    levels.append({"sql_condition": "ELSE", "label_for_charts": "different"} | known(parameters, 0))
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def known(parameters: dict[int, dict[str, Any]] | None, level: int) -> dict[str, Any]:
    """The parameters of one level as Splink takes them."""
    if parameters is None:
        return {}
    return {name: parameters[level][name] for name in ("m_probability", "u_probability")}


def fitted_settings(model: pa.Table, rules: Rules) -> Any:
    """The settings that predict by a fitted model."""
    by_comparison: dict[str, dict[int, dict[str, Any]]] = {}
    for row in model.to_pylist():
        by_comparison.setdefault(row["comparison"], {})[row["level"]] = row
    active = [one for one in COMPARISONS if one.name in by_comparison]
    prior = by_comparison["prior"][0]["m_probability"]
    return settings((described(one, by_comparison[one.name]) for one in active), rules, prior)


def is_fitted(model: pa.Table) -> bool:
    """Whether there is a model to predict by."""
    return any(row["comparison"] == "model" and row["label"] == FITTED for row in model.to_pylist())


@contextmanager
def quiet_duckdb(threads: int | None = None) -> Any:
    """A database of its own, which spills to disk, for Splink to work in without a word."""
    with TemporaryDirectory() as folder, duckdb.connect(config={"temp_directory": folder}) as connection:
        if threads:
            connection.execute(f"set threads = {threads}").fetchall()
        with quiet():
            yield connection


@contextmanager
def quiet() -> Any:
    """Splink prints and logs as it works; what it says is of the model's table."""
    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with redirect_stdout(StringIO()):
            yield
    finally:
        logger.setLevel(level)
