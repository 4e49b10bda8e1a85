"""Tables in and out of dbt's Python models, as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]

BATCH_ROWS = 50_000

#: One fitted model as rows. `part` says what a row is (registry, term, scale, centroid, name, candidate), `item` and
#: `item_number` what it is about; the other columns hold its values.
MODEL_PARTS = pa.schema(
    [
        ("part", pa.string()),
        ("item_number", pa.int32()),
        ("item", pa.string()),
        ("kind", pa.string()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("number", pa.float64()),
        ("reference", pa.float64()),
    ]
)


def read(relation: Any) -> pa.Table:
    """Read a whole relation of dbt's session, for tables that fit in memory."""
    return relation.to_arrow_table()


def batches(relation: Any, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """Read a relation piece by piece, at most `rows` rows each."""
    yield from relation.to_arrow_reader(rows)


def write(table: pa.Table, session: Any) -> Any:
    """Give a table back to dbt in the form that the session's engine takes."""
    return table


def matrix(table: pa.Table | pa.RecordBatch, names: list[str]) -> Floats:
    """The named columns as a float matrix, shape (rows, names)."""
    columns = [table.column(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in names]
    return np.column_stack(columns) if columns else np.empty((table.num_rows, 0))


def setting(settings: pa.Table, name: str) -> int:
    """One var of the project, from the table model_settings."""
    return int(settings.column(name)[0].as_py())


def model_parts(rows: list[Mapping[str, Any]]) -> pa.Table:
    """Rows of a fitted model as a table of schema MODEL_PARTS; what a row leaves out is NULL."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=MODEL_PARTS)


def registry_rows(entries: Mapping[str, object]) -> list[Mapping[str, Any]]:
    """The registry entries of a model as rows of MODEL_PARTS; None stays NULL."""
    return [
        {"part": "registry", "item": item, "kind": None if entry is None else str(entry)}
        for item, entry in entries.items()
    ]


def registry_entry(registry: pa.Table, model_name: str) -> dict[str, Any]:
    """The row of one model in the table model_registry.

    Raises:
        ValueError: the registry has no such model.
    """
    for row in registry.to_pylist():
        if row["model_name"] == model_name:
            return dict(row)
    raise ValueError(f"model_registry has no row for the model '{model_name}'")
