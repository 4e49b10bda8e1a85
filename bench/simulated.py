"""Simulated companies, built by the real pipeline for `companies.py`; once built, they are kept."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from customer360.simulator.contract import COLUMNS
from customer360.simulator.settings import Settings
from customer360.simulator.simulate import DEFAULT_PEOPLE, simulate
from measuring import HERE, dbt_build

CACHE = HERE.parent / "target" / "bench" / "companies"
#: Longer than the default, so that in the backtest of demand the longest horizons have come true at many origins.
SETTINGS = replace(Settings(), last_day=dt.date(2024, 12, 31))
SELECTED = ["churn_reasons", "churn_backtest_metrics", "customer_clusters", "demand_forecasts", "demand_backtest"]


@dataclass(frozen=True)
class Company:
    """A simulated company and what was built of it."""

    seed: int
    folder: Path

    @property
    def database(self) -> Path:
        """The file with its tables."""
        return self.folder / "customer360.duckdb"

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The tables of all schemas, and the truth as views that keep their names, truth_people and so on."""
        connection = duckdb.connect()
        connection.execute(f"attach '{self.database}' as built (read_only)")
        for path in sorted((raw(self) / "truth").glob("*.parquet")):
            connection.read_parquet(str(path)).create_view(path.stem)
        connection.execute("set search_path = 'built.main,built.intermediate,built.config,memory.main'")
        return connection

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        return self.connection.execute(query).fetchall()

    @cached_property
    def horizon(self) -> int:
        """Days of the churn horizon."""
        [(days,)] = self.rows("select churn_horizon_days from model_settings")
        return int(days)

    def table(self, name: str) -> pa.Table:
        """A whole table."""
        return self.connection.table(name).to_arrow_table()


def built(seed: int) -> Company:
    """The company of a seed, simulated and built as of its last day unless it is there already."""
    company = Company(seed, CACHE / f"seed_{seed}")
    if not (company.folder / "built").exists():
        print(f"Building company {seed} ...", file=sys.stderr, flush=True)
        simulate(DEFAULT_PEOPLE, seed, raw(company), "parquet", SETTINGS)
        inputs = {table: str(raw(company) / f"{table}.parquet") for table in COLUMNS}
        variables: dict[str, Any] = {"inputs": inputs}
        company.database.unlink(missing_ok=True)
        dbt_build(
            company.folder,
            *("--vars", json.dumps(variables), "--exclude-resource-type", "test", "unit_test"),
            *("--select", *(f"+{model}" for model in SELECTED)),
            CUSTOMER360_DB=str(company.database),
        )
        (company.folder / "built").touch()
    return company


def raw(company: Company) -> Path:
    """The folder of the raw files."""
    return company.folder / "raw"
