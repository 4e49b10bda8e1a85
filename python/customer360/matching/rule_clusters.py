"""The clusters that the rules of identity make, before anything is matched by probability."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from customer360.identity import clustered, clustered_on_spark
from customer360.tables import is_spark, read


def rule_clustered(records: Any, edges: Any, barriers: Any, never: Any) -> Any:
    """One row per record: record_id and cluster_id.

    Args:
        records, edges, barriers, never: relations of dbt's session, as of `customer360.identity.clustered`; no edge has
            a score.
    """
    if is_spark(records):
        return clustered_on_spark(records, edges.selectExpr("*", "cast(null as double) as score"), barriers, never)
    links = read(edges)
    links = links.append_column("score", pa.nulls(links.num_rows, pa.float64()))
    return clustered(read(records), links, read(barriers), read(never))
