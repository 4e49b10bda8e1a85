"""Tables as files, chunk by chunk: one CSV or Parquet file per table, the same bytes for the same chunks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from customer360.simulator.columns import Columns, is_coded
from customer360.simulator.contract import COLUMNS, TRUTH

FORMATS = ("csv", "parquet")
TRUTH_FOLDER = "truth"


class OutputError(Exception):
    """The folder cannot be written to; the message says why, in one sentence."""


class TableFile(Protocol):
    """A file that takes rows."""

    def write(self, rows: pa.Table) -> None:
        """Append rows."""

    def close(self) -> None:
        """Finish the file."""


class CsvFile:
    """A CSV file with a header. NULL is nothing, empty text is "", other text is quoted only where it has to be.

    `pyarrow.csv` would quote every text, which makes files a third larger; so lines are joined here, by column.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Open the file and write the header."""
        self.file = path.open("wb")
        self.file.write((",".join(schema.names) + "\n").encode())

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        for batch in rows.to_batches(max_chunksize=100_000):
            cells = [csv_cells(column) for column in batch.columns]
            lines = pc.binary_join_element_wise(*cells[:-1], pc.binary_join_element_wise(cells[-1], "\n", ""), ",")
            _, offsets, text = lines.buffers()
            first, last = np.frombuffer(offsets, np.int32)[[lines.offset, lines.offset + len(lines)]]
            self.file.write(memoryview(text)[first:last])

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


def csv_cells(column: pa.Array) -> pa.Array:
    """Text as it stands in a CSV file."""
    if is_coded(column):
        return pc.fill_null(csv_cells(column.dictionary).take(column.indices), "")
    column = column.cast(pa.string())
    special = pc.match_substring_regex(column, '[",\n\r]|^$')
    if pc.any(special).as_py():
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        column = pc.if_else(special, quoted, column)
    return pc.fill_null(column, "")


class ParquetFile:
    """A Parquet file of plain text columns, one row group per chunk."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Remember where; the file is opened with its first rows."""
        self.path, self.schema = path, schema
        self.writer: pq.ParquetWriter | None = None

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        rows = with_distinct_words(rows)
        if self.writer is None:
            coded = [field.name for field in rows.schema if pa.types.is_dictionary(field.type)]
            self.writer = pq.ParquetWriter(
                self.path,
                rows.schema,
                compression="snappy",
                store_schema=False,
                use_dictionary=coded,
                dictionary_pagesize_limit=1 << 26,
                write_statistics=False,
            )
        if rows.num_rows:
            self.writer.write_table(rows, row_group_size=rows.num_rows)

    def close(self) -> None:
        """Finish the file."""
        if self.writer is None:
            self.write(self.schema.empty_table())
        if self.writer is not None:
            self.writer.close()


def with_distinct_words(rows: pa.Table) -> pa.Table:
    """The same rows in one piece, no word twice in a dictionary: of such, Parquet files hold bytes of chance."""
    rows = rows.unify_dictionaries().combine_chunks()
    for place, name in enumerate(rows.column_names):
        column = rows.column(place)
        if is_coded(column) and column.num_chunks:
            (chunk,) = column.chunks
            distinct = chunk.dictionary.dictionary_encode()
            if len(distinct.dictionary) < len(chunk.dictionary):
                codes = distinct.indices.take(chunk.indices)
                rows = rows.set_column(place, name, pa.DictionaryArray.from_arrays(codes, distinct.dictionary))
    return rows


class Output:
    """All files of one company."""

    def __init__(self, folder: Path, file_format: str) -> None:
        """Open the files; an earlier output in the folder is replaced.

        Raises:
            OutputError: the folder is no folder, cannot be written, or holds something else.
        """
        self.rows = dict.fromkeys(COLUMNS, 0)
        try:
            prepare(folder)
            kind: Any = CsvFile if file_format == "csv" else ParquetFile
            self.files: dict[str, TableFile] = {
                table: kind(folder / f"{table}.{file_format}", pa.schema([(name, pa.string()) for name in columns]))
                for table, columns in COLUMNS.items()
            } | {
                table: kind(folder / TRUTH_FOLDER / f"{table}.{file_format}", schema) for table, schema in TRUTH.items()
            }
        except OSError as error:
            raise OutputError(f"Cannot write to {folder}: {error.strerror or error}.") from error

    def append(self, table: str, parts: Iterable[Columns]) -> int:
        """Append rows to a raw table; gives how many rows it had before."""
        before = self.rows[table]
        rows = pa.concat_tables([pa.table(part) for part in parts])
        self.files[table].write(rows)
        self.rows[table] += rows.num_rows
        return before

    def append_truth(self, table: str, rows: pa.Table) -> None:
        """Append rows to a truth table."""
        self.files[table].write(rows.select(TRUTH[table].names))

    def close(self) -> None:
        """Finish all files."""
        for file in self.files.values():
            file.close()


def prepare(folder: Path) -> None:
    """Make an empty folder of a missing one or of an earlier output.

    Raises:
        OutputError: it is a file, or holds anything that is no output of the simulator.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file: give a folder.")
    truth = folder / TRUTH_FOLDER
    own = {folder / f"{table}.{ending}" for table in COLUMNS for ending in FORMATS}
    own_truth = {truth / f"{table}.{ending}" for table in TRUTH for ending in FORMATS}
    found = set(folder.iterdir()) - {truth} if folder.exists() else set()
    found |= set(truth.iterdir()) if truth.is_dir() else set()
    foreign = sorted(str(path.relative_to(folder)) for path in found - own - own_truth)
    if foreign:
        raise OutputError(
            f"{folder} holds files that the simulator did not write, such as {foreign[0]}: give an empty folder."
        )
    if found and not found & own_truth:
        raise OutputError(f"{folder} holds tables without their truth, so perhaps real data: give an empty folder.")
    for path in sorted(found):
        path.unlink()
    truth.mkdir(parents=True, exist_ok=True)
