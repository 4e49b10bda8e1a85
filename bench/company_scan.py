"""The bare scan of a folder: every column of every Parquet file read once, with a checksum: `company_scan.py FOLDER`.

Prints seconds, rows and bytes.
"""

import statistics
import sys
import time
from pathlib import Path

import duckdb

RUNS = 3


def scan(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> tuple[float, int]:
    """Seconds and rows of one run."""
    start, rows = time.perf_counter(), 0
    for file in files:
        query = "select count(*), bit_xor(hash(t)) from read_parquet($file) as t"
        rows += connection.execute(query, {"file": str(file)}).fetchall()[0][0]
    return time.perf_counter() - start, rows


if __name__ == "__main__":
    found = sorted(Path(sys.argv[1]).glob("*.parquet"))
    runs = [scan(duckdb.connect(), found) for _ in range(RUNS + 1)]
    seconds = statistics.median(seconds for seconds, _ in runs[1:])  # the first run only warms up
    print(seconds, runs[0][1], sum(file.stat().st_size for file in found))
