"""Tables in and out of dbt's Python models, as Arrow, on DuckDB and on Spark."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]

#: Few enough for what a model computes of a batch to stay in the processor's cache.
BATCH_ROWS = 32_768
BLOCK_ROWS = 2_048

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


#: Rows of a table from rows of a relation.
PerBatch = Callable[[pa.RecordBatch], pa.Table]


def read(relation: Any) -> pa.Table:
    """Read a whole relation of dbt's session, for tables that fit in memory."""
    return relation.toArrow() if is_spark(relation) else relation.to_arrow_table()


def transform(relation: Any, per_batch: PerBatch, schema: pa.Schema) -> Any:
    """Apply a function to a relation of any size, at most BATCH_ROWS rows at a time, for dbt to write.

    On Spark the function runs on the executors and no row comes to the driver. What it needs of this package travels
    with it; the executors need numpy, pandas and pyarrow, and scipy where the function does.

    Args:
        relation: what dbt.ref gives; per_batch: gives a table of `schema` for a batch of its rows.
    """
    if is_spark(relation):
        return transform_on_spark(relation, per_batch, schema)
    pieces = [per_batch(batch) for batch in relation.to_arrow_reader(BATCH_ROWS)]
    return pa.concat_tables([schema.empty_table(), *pieces])


def transform_on_spark(relation: Any, per_batch: PerBatch, schema: pa.Schema) -> Any:
    """The Spark side of `transform`."""
    cloudpickle: Any = import_module("pyspark.cloudpickle")
    types: Any = import_module("pyspark.sql.pandas.types")

    cloudpickle.register_pickle_by_value(sys.modules[__package__])

    def on_executor(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from per_batch(batch).to_batches()

    return relation.mapInArrow(on_executor, types.from_arrow_schema(schema))


def write(table: pa.Table, session: Any) -> Any:
    """Give a table back to dbt in the form that the session's engine takes."""
    return session.createDataFrame(table) if is_spark(session) else table


def is_spark(thing: Any) -> bool:
    """Whether a relation or a session is Spark's."""
    return type(thing).__module__.startswith("pyspark.")


def matrix(table: pa.Table | pa.RecordBatch, names: list[str]) -> Floats:
    """The named columns as a float matrix, shape (rows, names)."""
    columns = [table.column(name).to_numpy(zero_copy_only=False) for name in names]
    result = np.empty((table.num_rows, len(names)))
    for start in range(0, table.num_rows, BLOCK_ROWS):  # few rows at a time stay in the processor's cache
        rows = slice(start, start + BLOCK_ROWS)
        for number, column in enumerate(columns):
            result[rows, number] = column[rows]
    return result


def by_column(batch: pa.RecordBatch, names: list[str]) -> Floats:
    """As `matrix`, but a column's values lie side by side: for what is computed column by column."""
    result = np.empty((len(names), batch.num_rows))
    for number, name in enumerate(names):
        result[number] = batch.column(name).to_numpy(zero_copy_only=False)
    return result.T


def setting(settings: pa.Table, name: str) -> int:
    """One var of the project, from the table model_settings."""
    return int(settings.column(name)[0].as_py())


def rate_setting(settings: pa.Table, name: str) -> float:
    """One var of the project that is no whole number, from the table model_settings."""
    return float(settings.column(name)[0].as_py())


def model_parts(rows: list[Mapping[str, Any]]) -> pa.Table:
    """Rows of a fitted model as a table of schema MODEL_PARTS; what a row leaves out is NULL."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=MODEL_PARTS)


def registry_rows(entries: Mapping[str, object]) -> list[Mapping[str, Any]]:
    """The registry entries of a model as rows of MODEL_PARTS; None stays NULL."""
    return [
        {"part": "registry", "item": item, "kind": None if entry is None else str(entry)}
        for item, entry in entries.items()
    ]


def library_versions(names: tuple[str, ...] = ("numpy", "scipy", "scikit-learn")) -> str:
    """What a fit depends on beside its data: this package, by a hash of its code, and the versions of libraries."""
    return ", ".join([f"customer360 {code_fingerprint()}", *(f"{name} {version(name)}" for name in names)])


def code_fingerprint(folder: Path = Path(__file__).parent) -> str:
    """Twelve digits of the sha256 over the modules that lie in a folder itself, by name."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def registry_entry(registry: pa.Table, model_name: str) -> dict[str, Any]:
    """The row of one model in the table model_registry.

    Raises:
        ValueError: the registry has no such model.
    """
    for row in registry.to_pylist():
        if row["model_name"] == model_name:
            return dict(row)
    raise ValueError(f"model_registry has no row for the model '{model_name}'")
