"""Build all models with dbt and print the CPU seconds of each node as JSON: `predict_nodes.py FOLDER VARS`.

FOLDER takes what dbt writes beside the database. One node runs at a time, so what the process uses between the start
and the end of a node, DuckDB's threads included, is the node's.
"""

from __future__ import annotations

import json
import resource
import sys

from dbt.cli.main import dbtRunner
from dbt_common.events.base_types import EventMsg


def cpu() -> float:
    """CPU seconds of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def build(folder: str, variables: str) -> dict[str, float]:
    """Build models and seeds; CPU seconds by dbt's id of the node.

    Raises:
        SystemExit: a node failed.
    """
    started: dict[str, float] = {}
    seconds: dict[str, float] = {}

    def note(event: EventMsg) -> None:
        if event.info.name == "NodeStart":
            started[event.data.node_info.unique_id] = cpu()
        elif event.info.name == "NodeFinished":
            node = event.data.node_info.unique_id
            seconds[node] = cpu() - started[node]

    arguments = ["--quiet", "build", "--target", "duckdb", "--threads", "1", "--resource-type", "model", "seed"]
    arguments += ["--vars", variables, "--target-path", f"{folder}/target", "--log-path", f"{folder}/logs"]
    result = dbtRunner(callbacks=[note]).invoke(arguments)
    if not result.success:
        sys.exit(f"dbt failed: {result.exception or 'see its messages'}")
    return seconds


if __name__ == "__main__":
    print(json.dumps(build(sys.argv[1], sys.argv[2])))
