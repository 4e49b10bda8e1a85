"""Clusters of records from the edges between them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer360.components import Ints, components


def clustered(records: pa.Table, edges: pa.Table) -> pa.Table:
    """The cluster of each record, named by its smallest record_id, whatever the sequence of rows and edges.

    Args:
        records: column record_id, unique; edges: columns record_a and record_b.

    Returns:
        record_id and cluster_id, one row per record.

    Raises:
        ValueError: an edge names a record that is none.
    """
    names = pc.sort_indices(records.column("record_id"))
    ids = records.column("record_id").take(names).combine_chunks()

    def numbers(column: str) -> Ints:
        found = pc.index_in(edges.column(column), value_set=ids)
        if found.null_count:
            raise ValueError(f"{found.null_count} edges name a {column} that is no record")
        numbered: Ints = found.to_numpy().astype(np.int64)
        return numbered

    root = components(len(ids), numbers("record_a"), numbers("record_b"))
    return pa.table({"record_id": ids, "cluster_id": ids.take(pa.array(root))})
