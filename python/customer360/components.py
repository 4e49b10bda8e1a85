"""Connected components of a graph of records, to a fixpoint: however long a chain is, its ends fall together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def components(count: int, left: Ints, right: Ints) -> Ints:
    """The smallest node of each node's component.

    Hooks the larger root of every edge onto the smaller one and halves all paths, until no edge joins two roots; the
    number of rounds grows with the logarithm of the longest chain, not with its length.

    Args:
        count: number of nodes, which are 0 to count - 1; left, right: ends of the edges, shape (edges,).

    Returns:
        Shape (count,).

    Raises:
        ValueError: an edge names a node that is none.
    """
    if len(left) and (min(left.min(), right.min()) < 0 or max(left.max(), right.max()) >= count):
        raise ValueError(f"an edge names a node outside 0 to {count - 1}")
    root: Ints = np.arange(count, dtype=np.int64)
    while True:
        a, b = root[left], root[right]
        apart = a != b
        if not apart.any():
            return root
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(jumped := root[root], root):
            root = jumped
