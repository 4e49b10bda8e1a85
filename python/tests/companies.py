"""Simulated companies for the tests: raw files in a folder, and the declaration of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from customer360.simulator.contract import COLUMNS
from customer360.simulator.simulate import simulate

#: Every table that the simulator writes.
TABLES = tuple(COLUMNS)


def company(people: int, seed: int, folder: Path, file_format: str = "parquet") -> Path:
    """Write a company into a folder; gives the folder."""
    simulate(people, seed, folder, file_format)
    return folder


def declared(folder: Path, tables: tuple[str, ...] = TABLES, file_format: str = "parquet") -> dict[str, Any]:
    """Var `inputs` for tables of a folder."""
    return {"inputs": {table: {"location": str(folder / f"{table}.{file_format}")} for table in tables}}
