"""Identity resolution against a bare hash aggregation of the same identifiers, in one run.

A million records state three identifiers each. Two ways from them to a cluster per record are timed:
- core: the edges of every shared identifier, as int_identity_edges makes those of references, and their clusters by
  the function that int_identity_components calls;
- with guards: the models from int_identity_identifiers to int_identity_rule_clusters, run by dbt on the same records as
  CRM customers. They also tell shared values, names alike, mobiles, barriers, and join by name and birth date.
The bare aggregation and the core take turns, and the best of three counts; the models run once.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
from customer360.identity import clustered
from measuring import Row, dbt_build, print_table, read_json, run

RECORDS = 1_000_000
RUNS = 3
MOST_TIMES = 6

#: Three records to a person: they share a phone and a name, some of them an email and a birth date.
PEOPLE = """
    copy (
        select
            'C' || (10000000 + (number * 7919) % {records}) as crm_customer_id,
            ['Anna', 'Otto', 'Vera', 'Paul', 'Ines', 'Karl', 'Lena', 'Hans'][1 + person % 8] || ' '
            || ['Keller', 'Hansen', 'Zimmer', 'Vogt', 'Brandt'][1 + person // 8 % 5] || 'x' || person % 9973
            as full_name,
            'person.' || (number // 2) || '@mail' || person % 97 || '.example.com' as email,
            '+49151' || (10000000 + person) as phone,
            case when number % 5 < 2 then date '1940-01-01' + (person * 31 % 25000)::int end as birth_date,
            timestamp '2023-01-01' + interval (number % 500) day as created_at,
            'false' as is_email_verified
        from (select range as number, range // 3 as person from range({records}))
    ) to '{path}' (format parquet)
"""
IDENTIFIERS = """
    create table identifiers as
    unpivot (
        select 'crm_customers:' || crm_customer_id as record_id, crm_customer_id, email, phone
        from read_parquet('{path}')
    )
    on crm_customer_id, email, phone into name identifier_type value identifier_value
"""
BARE = """
    create or replace temp table counted as
    select identifier_type, identifier_value, count(*) as n_records from identifiers
    group by identifier_type, identifier_value
"""
EDGES = """
    with firsts as (
        select identifier_type, identifier_value, min(record_id) as record_id
        from identifiers
        group by identifier_type, identifier_value
        having count(*) > 1
    )
    select firsts.record_id as record_a, identifiers.record_id as record_b, 1 as priority, cast(null as double) as score
    from identifiers join firsts using (identifier_type, identifier_value)
    where firsts.record_id <> identifiers.record_id
"""
MODELS = ("identifiers", "name_pairs", "shared_values", "contact_edges", "rule_edges", "barriers", "rule_clusters")


def seconds(what: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def core(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table resolved: the cluster of each record of the table identifiers."""
    records = connection.sql("select distinct record_id from identifiers").to_arrow_table()
    nothing = pa.table({name: pa.array([], pa.string()) for name in ("record_id", "barrier_type", "barrier_value")})
    never = pa.table({name: pa.array([], pa.string()) for name in ("record_a", "record_b")})
    connection.register("found", clustered(records, connection.sql(EDGES).to_arrow_table(), nothing, never))
    connection.execute("create or replace temp table resolved as from found")


def measure_core(path: Path) -> None:
    """Print the seconds of the bare aggregation, those of the core, their ratio and the peak of this process in MB."""
    bare, whole = [], []
    with duckdb.connect() as connection:
        connection.execute(IDENTIFIERS.format(path=path))
        for _ in range(RUNS):
            bare.append(seconds(lambda: connection.execute(BARE)))
            whole.append(seconds(lambda: core(connection)))
        n_clusters = connection.sql("select count(distinct cluster_id) from resolved").fetchall()[0][0]
    print(json.dumps({"bare": min(bare), "core": min(whole), "clusters": n_clusters}))


def guarded(path: Path, folder: Path) -> dict[str, float]:
    """Seconds of each identity model over the same records, as CRM customers, and the peak in MB."""
    names = [f"int_identity_{name}" for name in MODELS]
    variables = {"inputs": {"crm_customers": {"location": str(path)}}}
    arguments = ["--exclude-resource-type", "unit_test", "test", "--vars", json.dumps(variables)]
    child = dbt_build(folder, "--target", "duckdb", "--select", "+int_identity_rule_clusters", *arguments,
                      CUSTOMER360_DB=str(folder / "bench.duckdb"))  # fmt: skip
    results = read_json(folder / "target" / "run_results.json")["results"]
    took = {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}
    return {name: took[name] for name in names} | {"peak": child.peak}


def measure_identity() -> None:
    """Measure both ways and print the table."""
    with tempfile.TemporaryDirectory() as spot:
        path = Path(spot) / "crm_customers.parquet"
        duckdb.execute(PEOPLE.format(records=RECORDS, path=path))
        child = run("identity", sys.executable, __file__, str(path))
        measured = json.loads(child.printed)
        models = guarded(path, Path(spot))
    bare, peak = measured["bare"], models.pop("peak")

    def row(name: str, took: float, megabytes: str = "") -> Row:
        return (name, f"{took:.2f}", f"{took / bare:.1f}", megabytes)

    rows = [row("bare hash aggregation", bare), row("edges and clusters", measured["core"], f"{child.peak:.0f}")]
    rows.append(row("with guards, names and barriers: dbt models", sum(models.values()), f"{peak:.0f}"))
    rows += [row(f"  {name}", took) for name, took in models.items()]
    title = (
        f"Identity: {RECORDS:,} records of three identifiers ({measured['clusters']:,} clusters); aim: {MOST_TIMES}x"
    )
    print_table(title, ("", "seconds", "x bare", "peak MB"), rows)


if __name__ == "__main__":
    if sys.argv[1:]:
        measure_core(Path(sys.argv[1]))
    else:
        measure_identity()
