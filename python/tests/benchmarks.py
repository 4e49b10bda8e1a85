"""Benchmark sets of person records as CRM records of a company, and how well they were brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from warehouse import ROOT, TESTS, Build, build


@dataclass(frozen=True)
class Benchmark:
    """A set; `columns` gives its columns their names in the contract."""

    file: Path
    columns: str

    def build(self, folder: Path, select: Sequence[str], **variables: Any) -> Build:
        """The chain up to the selected models, of the set as CRM records."""
        records = folder / "crm_customers.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select {self.columns}, '2024-01-01' as created_at from '{self.file}') to '{records}'"
            )
        return build(
            folder / "c360.duckdb",
            {"inputs": {"crm_customers": str(records)}} | variables,
            arguments=["--select", *select],
            left_out=TESTS,
        )

    def f1(self, outcome: Build) -> float:
        """Pairwise, after clustering."""
        people = f"""(
            select cast(cluster as varchar) as truth, cluster_id as found from '{self.file}'
            join intermediate.int_identity_people on record_id = 'crm_customers:' || upper(cast(unique_id as varchar))
        )"""

        def pairs(groups: str) -> float:
            sizes = f"select count(*) as n from {people} group by {groups}"
            return float(outcome.row(f"select sum(n * (n - 1) / 2) from ({sizes})")[0])

        return 2 * pairs("truth, found") / (pairs("truth") + pairs("found"))


FAKE = Benchmark(
    ROOT / "data" / "fake_1000.csv",
    "unique_id as crm_customer_id, first_name, surname as last_name, dob as birth_date, city, email",
)
HISTORICAL = Benchmark(
    ROOT / "data" / "historical_figures_with_errors_50k.parquet",
    "unique_id as crm_customer_id, full_name, first_name, surname as last_name, dob as birth_date, "
    "birth_place as city, postcode_fake as postal_code, gender, occupation as job_title",
)
