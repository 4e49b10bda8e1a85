"""Runs describe_script.sql on raw order lines, CSV or Parquet, into a new database: `describe_sql.py FILE DATABASE`."""

import sys
from pathlib import Path

import duckdb

with duckdb.connect(sys.argv[2]) as connection:
    file = sys.argv[1]
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set memory_limit = '5GB'")  # what profiles.yml allows the models
    raw = connection.read_csv(file, all_varchar=True) if file.endswith(".csv") else connection.read_parquet(file)
    raw.create_view("raw_lines")
    connection.execute(Path(__file__).with_name("describe_script.sql").read_text(encoding="utf-8"))
