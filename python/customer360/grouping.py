"""Columns of customers to fit on: what is refused, and equal values counted once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from customer360.tables import Floats

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

#: Whole numbers spread over less than this are coded without sorting.
DENSE = 1 << 20


def weights(weight: npt.ArrayLike | None, like: Floats) -> Floats:
    """Customers per row, in the shape of another column; None: one each.

    Raises:
        ValueError: another length, or a weight that is not above 0.
    """
    w = np.ones_like(like) if weight is None else np.asarray(weight, dtype=np.float64)
    if w.shape != like.shape:
        raise ValueError(f"columns of different lengths: {len(like)}, {len(w)}")
    refuse({"weight is not above 0 and finite": ~((w > 0) & np.isfinite(w))})
    return w


def refuse(rules: Mapping[str, Flags]) -> None:
    """Refuse rows that are flagged, by what is wrong with them.

    Raises:
        ValueError: as said.
    """
    broken = [f"{rule} in {bad.sum()} of {len(bad)} rows" for rule, bad in rules.items() if bad.any()]
    if broken:
        raise ValueError("; ".join(broken))


def codes(values: Floats) -> tuple[Codes, Floats]:
    """Codes from 0 of shape (rows,), and the values that they stand for, ascending; values[code] is the column again.

    Not every code need occur.
    """
    if not len(values):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    low, high = values.min(), values.max()
    if high - low < DENSE and (np.rint(values) == values).all():
        return (values - low).astype(np.int64), np.arange(low, high + 1)
    distinct, inverse = np.unique(values, return_inverse=True)
    return inverse.astype(np.int64), distinct


def totals(values: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The different values, ascending, and the sum of the weights of each; weights are above 0."""
    code, table = codes(values)
    total = np.bincount(code, weights=weight, minlength=len(table)).astype(np.float64)
    return table[total > 0], total[total > 0]
