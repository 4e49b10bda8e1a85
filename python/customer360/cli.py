"""The command line: `customer360 summary` and `customer360 sql "select ..."`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from customer360.summary import DEFAULT_DATABASE, WarehouseError, run, summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the warehouse could not be read or the query failed."""
    parser = argparse.ArgumentParser(prog="customer360", description="Look at a finished build.")
    parser.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("CUSTOMER360_DB", DEFAULT_DATABASE)),
        help="the DuckDB file that dbt build wrote (default: $CUSTOMER360_DB, else customer360.duckdb)",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("summary", help="print what came in, segments, stages, churn quality and whom to save")
    sql = commands.add_parser("sql", help="run one query, read-only, and print its rows")
    sql.add_argument("query", help="the query")
    chosen = parser.parse_args(arguments)
    try:
        print(
            summary(chosen.database) if chosen.command == "summary" else run(chosen.database, chosen.query), flush=True
        )
    except WarehouseError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; stdout must not be flushed into it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
