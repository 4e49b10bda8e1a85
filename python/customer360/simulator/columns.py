"""Columns of text from arrays of numbers, without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from customer360.simulator.settings import NEVER

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]
Rng = np.random.Generator

#: Columns of one table by name; every one is text, dictionary encoded where values repeat.
Columns = dict[str, Any]


def coded(codes: npt.NDArray[Any], words: Sequence[str] | pa.Array) -> pa.Array:
    """Words by number; a negative number is NULL."""
    words = words if isinstance(words, pa.Array) else pa.array(words, pa.string())
    numbers = codes.astype(np.int32)
    if words.null_count:  # Parquet takes no dictionary with a NULL in it
        numbers = np.where((numbers < 0) | ~filled(words)[numbers], -1, numbers)
        words = pc.fill_null(words, "")
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers < 0), words)


def constant(word: str | None, rows: int) -> pa.Array:
    """The same word, or NULL, in every row."""
    return coded(np.full(rows, -1 if word is None else 0), [word or ""])


def joined(*parts: Any) -> pa.Array:
    """Texts (columns or single words) put together, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def whole(numbers: npt.NDArray[Any], missing: Bools | None = None) -> pa.Array:
    """Whole numbers as text."""
    return pa.array(numbers, mask=missing).cast(pa.string())


def numbered(prefix: str, numbers: Ints) -> pa.Array:
    """Ids such as O1000000."""
    return joined(prefix, whole(numbers))


def padded(numbers: Ints, width: int) -> pa.Array:
    """Whole numbers below 10^width as text of that width."""
    return pc.utf8_slice_codeunits(whole(numbers + 10**width), 1, width + 1)


def times(seconds: Ints) -> pa.Array:
    """UTC times as 2023-07-01 14:05:33; NEVER is NULL."""
    return pa.array(seconds.astype("M8[s]"), mask=seconds >= NEVER).cast(pa.string())


def dates(days: Ints, missing: Bools | None = None) -> pa.Array:
    """Days since 1970 as 2023-07-01."""
    return pa.array(days.astype("M8[D]"), mask=missing).cast(pa.string())


def money(cents: Ints, missing: Bools | None = None) -> pa.Array:
    """Cents as amounts with two decimals."""
    wide = np.empty((len(cents), 2), np.int64)
    wide[:, 0] = cents
    wide[:, 1] = cents >> 63
    amounts = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(wide)]).cast(pa.string())
    return amounts if missing is None else pc.if_else(pa.array(missing), None, amounts)


def flags(values: Bools) -> pa.Array:
    """Booleans as true and false."""
    return coded(values.astype(np.int64), ["false", "true"])


def stacked(*columns: pa.Array) -> pa.Array:
    """Text columns under one another, as words for `coded`."""
    return pa.concat_arrays([column.dictionary_decode() if is_coded(column) else column for column in columns])


def is_coded(column: pa.Array) -> bool:
    """Whether a column is dictionary encoded."""
    return bool(pa.types.is_dictionary(column.type))


def texts(column: pa.Array, rows: Ints) -> Texts:
    """The text of some rows; NULL is empty."""
    return np.array(pc.fill_null(taken(column, rows).cast(pa.string()), "").to_pylist(), dtype=np.str_)


def taken(column: pa.Array, rows: Ints) -> pa.Array:
    """Some rows of a column."""
    return column.take(pa.array(rows))


def filled(column: pa.Array) -> Bools:
    """Where a column is not NULL, shape (rows,)."""
    if not column.null_count:
        return np.ones(len(column), np.bool_)
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def replaced(column: pa.Array, rows: Ints, values: Texts) -> pa.Array:
    """A column of the same type with other text in some rows."""
    order = np.argsort(rows)
    rows, new = rows[order], pa.array(values[order].tolist(), pa.string())
    if not is_coded(column):
        mask = np.zeros(len(column), np.bool_)
        mask[rows] = True
        return pc.replace_with_mask(column, pa.array(mask), new)
    numbers = pc.fill_null(column.indices, -1).to_numpy().copy()
    numbers[rows] = len(column.dictionary) + np.arange(len(rows))
    return coded(numbers, stacked(column.dictionary, new))


def choice(rng: Rng, shares: Sequence[float], rows: int) -> Ints:
    """Numbers of the alternatives, drawn with the given shares; what the shares leave over is the last one."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(rows), side="right")


def within_groups(counts: Ints) -> Ints:
    """0, 1, ... within each group, shape (sum of counts,)."""
    starts = np.cumsum(counts) - counts
    return np.arange(counts.sum()) - np.repeat(starts, counts)
