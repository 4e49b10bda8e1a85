"""Runs describe_script.sql on a Parquet of order lines into a new database file: `describe_sql.py LINES DATABASE`."""

import sys
from pathlib import Path

import duckdb

with duckdb.connect(sys.argv[2]) as connection:
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set variable file = ?", [sys.argv[1]])
    connection.execute(Path(__file__).with_name("describe_script.sql").read_text(encoding="utf-8"))
