"""The bare scan: one aggregate over the raw Parquet in DuckDB, timed without the start of the process."""

import statistics
import time

import duckdb

RUNS = 9
QUERY = """
    select "Customer ID", count(*), sum(Quantity * Price), max(InvoiceDate)
    from read_parquet('data/online_retail_ii.parquet')
    group by "Customer ID"
"""


def scan(connection: duckdb.DuckDBPyConnection) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    connection.execute(QUERY).fetchall()
    return time.perf_counter() - start


if __name__ == "__main__":
    seconds = [scan(duckdb.connect()) for _ in range(RUNS + 1)]
    print(statistics.median(seconds[1:]))  # the first run only warms up
