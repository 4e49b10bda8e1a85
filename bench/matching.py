"""Probabilistic matching of a benchmark set: the pairs that each blocking rule proposes, and the time they take."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from measuring import HERE, Row, dbt_build, print_table, read_json

FIGURES = HERE.parent / "data" / "historical_figures_with_errors_50k.parquet"
CRM_CUSTOMERS = """
    copy (
        select
            unique_id as crm_customer_id, full_name, first_name, surname as last_name, dob as birth_date,
            birth_place as city, postcode_fake as postal_code, gender, occupation as job_title,
            timestamp '2024-01-01' as created_at
        from read_parquet('{source}')
    ) to '{path}' (format parquet)
"""
MODELS = ("int_identity_comparables", "int_identity_blocking", "int_identity_match_model", "int_identity_matches")


def measure_matching() -> None:
    """Build the set up to its matches, and print the pairs by rule and the seconds of the models."""
    import duckdb  # noqa: PLC0415  loaded last: a child's peak memory begins with its parent's

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        records, database = folder / "crm_customers.parquet", folder / "bench.duckdb"
        with duckdb.connect() as connection:
            connection.execute(CRM_CUSTOMERS.format(source=FIGURES, path=records))
        variables = json.dumps({"inputs": {"crm_customers": str(records)}})
        only = ["--select", "+int_identity_matches", "--exclude-resource-type", "test", "unit_test"]
        child = dbt_build(folder, "--vars", variables, *only, CUSTOMER360_DB=str(database))
        results = read_json(folder / "target" / "run_results.json")["results"]
        seconds = {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}
        with duckdb.connect(str(database), read_only=True) as connection:
            rules = connection.execute(
                "select rule, n_pairs, status from intermediate.int_identity_blocking order by rule_number"
            ).fetchall()
            (n_matches,) = connection.execute(
                "select count(*) from intermediate.int_identity_matches where is_accepted"
            ).fetchall()[0]
    pairs: list[Row] = [(rule, f"{n_pairs:,}", status) for rule, n_pairs, status in rules]
    pairs.append(("all that are used", f"{sum(n for _, n, status in rules if status == 'used'):,}", ""))
    print_table("Probabilistic matching: candidate pairs of 50,578 records", ("rule", "pairs", "status"), pairs)
    times: list[Row] = [(name, f"{seconds[name]:.1f}") for name in MODELS]
    print_table(f"Seconds, {n_matches:,} pairs accepted, peak {child.peak:,.0f} MB", ("model", "seconds"), times)
