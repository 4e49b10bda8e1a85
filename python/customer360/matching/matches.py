"""Pairs of records that the fitted model takes for one person, and those for a steward to decide, on both engines."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import pyarrow as pa
from splink import DuckDBAPI, Linker

from customer360.identity import components_on_spark, computed
from customer360.matching.comparisons import COMPARISONS, Comparison
from customer360.matching.splink_model import fitted_settings, is_fitted, odds_weight, quiet, quiet_duckdb
from customer360.matching.support import supported
from customer360.matching.training import used_rules
from customer360.tables import is_spark, read, write

#: Of each comparison its level, NULL where one of the two has no value, and how frequent the equal value is.
MATCHES = pa.schema(
    [
        ("record_a", pa.string()),
        ("record_b", pa.string()),
        ("match_weight", pa.float64()),
        ("match_probability", pa.float64()),
        *((f"{one.name}_level", pa.int32()) for one in COMPARISONS),
        *((f"{one.name}_frequency", pa.float64()) for one in COMPARISONS),
        ("is_accepted", pa.bool_()),
    ]
)
CLUSTERS = [("cluster_a", pa.string()), ("cluster_b", pa.string())]
PAIRS = pa.schema([*list(MATCHES)[:4], *CLUSTERS, *list(MATCHES)[4:-1]])


def matched(comparables: Any, blocking: Any, model: Any, settings: Any, session: Any) -> Any:
    """A table of schema MATCHES: the pairs from var identity_review_probability on that no rule has joined.

    Args:
        comparables, blocking, model, settings: relations of dbt's session.
    """
    parameters, rules = read(model).sort_by("comparison"), used_rules(read(blocking))
    if not is_fitted(parameters) or not rules:
        return write(MATCHES.empty_table(), session)
    (limits,) = read(settings).to_pylist()
    accept, review = limits["match_probability"], limits["review_probability"]
    splink_settings = fitted_settings(parameters, rules)
    expressions = pair_columns(parameters)
    if is_spark(session):
        return matched_on_spark(comparables, splink_settings, expressions, accept, review)
    pairs = predicted(read(comparables).sort_by("record_id"), splink_settings, expressions, review)
    return supported(pairs, accept)


def pair_columns(parameters: pa.Table) -> list[str]:
    """Expressions over what Splink predicts, in the sequence of PAIRS."""
    active = {row["comparison"] for row in parameters.to_pylist()}
    return [
        "record_id_l as record_a",
        "record_id_r as record_b",
        "match_weight",
        "match_probability",
        "cluster_id_l as cluster_a",
        "cluster_id_r as cluster_b",
        *(f"{level_of(one, one.name in active)} as {one.name}_level" for one in COMPARISONS),
        *(f"{frequency_of(one, one.name in active)} as {one.name}_frequency" for one in COMPARISONS),
    ]


def level_of(comparison: Comparison, is_active: bool) -> str:
    """The level of agreement; NULL where the comparison says nothing."""
    level = f"nullif(gamma_{comparison.name}, -1)" if is_active else "null"
    return f"cast({level} as int)"


def frequency_of(comparison: Comparison, is_active: bool) -> str:
    """The more frequent of the two values, at the level whose column counts; NULL at the other levels."""
    number = len(comparison.levels)
    cases = [
        f"when gamma_{comparison.name} = {number - place} then greatest(tf_{level.frequency}_l, tf_{level.frequency}_r)"
        for place, level in enumerate(comparison.levels)
        if level.frequency
    ]
    value = f"case {' '.join(cases)} end" if is_active and cases else "null"
    return f"cast({value} as double)"


def predicted(comparables: pa.Table, settings: Any, expressions: list[str], review: float) -> pa.Table:
    """The pairs of at least the probability `review`, a table of schema PAIRS."""
    with quiet_duckdb() as connection:
        linker = Linker(DuckDBAPI(connection).register(comparables), settings, log_level=None)
        found = linker.inference.predict(threshold_match_weight=odds_weight(review)).as_duckdbpyrelation()
        return found.select(", ".join(expressions)).to_arrow_table().cast(PAIRS)


def matched_on_spark(comparables: Any, settings: Any, expressions: list[str], accept: float, review: float) -> Any:
    """What `matched` gives, of data frames of Spark: by Splink's own backend, and group by group of linked records."""
    spark_api: Any = import_module("splink").SparkAPI

    session = comparables.sparkSession
    with quiet():
        api = spark_api(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)
        linker = Linker(api.register(computed(comparables)), settings, log_level=None)
        found = linker.inference.predict(threshold_match_weight=odds_weight(review)).as_spark_dataframe()
        pairs = computed(found.selectExpr(*expressions))
    clusters = comparables.selectExpr("cluster_id as record_id").distinct()
    groups = components_on_spark(clusters, pairs.selectExpr("cluster_a as record_a", "cluster_b as record_b"))
    groups = groups.withColumnRenamed("record_id", "cluster_a").withColumnRenamed("cluster_id", "linked")
    return supported_on_spark(pairs.join(groups, "cluster_a"), accept)


def supported_on_spark(pairs: Any, accept: float) -> Any:
    """`supported`, of each group of linked clusters (column `linked`) by itself on the executors."""
    cloudpickle: Any = import_module("pyspark.cloudpickle")
    types: Any = import_module("pyspark.sql.pandas.types")

    cloudpickle.register_pickle_by_value(sys.modules["customer360"])
    return pairs.groupBy("linked").applyInArrow(
        lambda group: supported(group.drop_columns("linked"), accept), types.from_arrow_schema(MATCHES)
    )
