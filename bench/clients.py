"""Reads published tables with clients of other versions: DuckDB, SQLAlchemy, pandas, polars (`make bi-clients`).

Each client is installed into an environment of its own in target/clients and kept there. It reads all that is published
in the folder `served`, or the folder named, and follows a small company that meanwhile is published ten times over.
Exit code 1 where a client fails.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

import duckdb
from customer360.publishing.artifacts import FinishedBuild, Relation
from customer360.publishing.versions import CURRENT, VIEWS, current, publish, versions
from measuring import HERE, Row, print_table

#: What reads, and what is installed for it.
CLIENTS = (
    ("duckdb", ("duckdb==1.1.*",)),
    ("duckdb", ("duckdb==1.4.*",)),
    ("duckdb", ("duckdb==1.5.*",)),
    ("duckdb", ("duckdb==2.0.*",)),
    ("sqlalchemy", ("sqlalchemy==1.4.*", "duckdb-engine==0.17.*", "duckdb==2.0.*")),
    ("sqlalchemy", ("sqlalchemy==2.0.44", "duckdb-engine==0.17.*", "duckdb==1.1.*")),
    ("sqlalchemy", ("sqlalchemy==2.0.44", "duckdb-engine==0.17.*", "duckdb==2.0.*")),
    ("sqlalchemy", ("sqlalchemy==2.1.*", "duckdb-sqlalchemy==1.5.*", "duckdb==2.0.*")),
    ("pandas", ("pandas==3.*", "pyarrow")),
    ("polars", ("polars==1.*",)),
)
TABLES = ("customer_360", "orders", "sales_monthly")
N_VERSIONS = 10
PAUSE_SECONDS = 0.3
PROBE = HERE / "clients_probe.py"
ENVIRONMENTS = HERE.parent / "target" / "clients"


def environment(packages: tuple[str, ...]) -> Path:
    """The Python of an environment with these packages, made where it is missing."""
    place = ENVIRONMENTS / "_".join(packages).replace("*", "x").replace("==", "-")
    python = place / "bin" / "python"
    if not (place / "ready").exists():
        print(f"Installing {' '.join(packages)} ...", file=sys.stderr)
        venv.create(place, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run(install, check=True)
        (place / "ready").touch()
    return python


def label(python: Path, packages: tuple[str, ...]) -> str:
    """The packages with the versions that are installed."""
    names = [package.partition("==")[0] for package in packages]
    script = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"
    command = [str(python), "-c", script, *names]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def answer(finished: subprocess.CompletedProcess[str]) -> Any:
    """What a probe found, or the line that names its error."""
    if finished.returncode == 0:
        return json.loads(finished.stdout)
    return next(line for line in reversed(finished.stderr.splitlines()) if "Error" in line)


def reading(python: Path, kind: str, served: Path) -> str:
    """Whether every published table was read in whole, in words that begin with `all` if so."""
    [version] = [one for one in versions(served) if one.name == current(served)]
    published = {table.name: table.n_rows for table in version.tables}
    command = [str(one) for one in (python, PROBE, kind, served.absolute() / CURRENT / VIEWS)]
    found = answer(subprocess.run(command, check=False, capture_output=True, text=True))
    if isinstance(found, str):
        return found
    wrong = sorted(name for name in published | found if published.get(name) != found.get(name))
    return (
        f"{len(wrong)} wrong, such as {wrong[0]}" if wrong else f"all {len(found)} tables, {sum(found.values()):,} rows"
    )


def publish_small(folder: Path, number: int) -> None:
    """Publish a company whose tables have as many rows as the number says."""
    database = folder / "small.duckdb"
    database.unlink(missing_ok=True)
    started_at = dt.datetime.now(dt.UTC)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table as_of as select date '2024-06-30' as as_of_date")
        for name in TABLES:
            connection.sql("select range as id from range($n)", params={"n": number}).create(name)
    tables = tuple(Relation("main", name, ("id",), "", {}) for name in TABLES)
    build = FinishedBuild(str(number), started_at, "small", Relation("main", "as_of", (), "", {}), tables)
    publish(build, database, folder / "served", N_VERSIONS)


def following(python: Path, kind: str) -> str:
    """Whether a client saw whole versions alone while ten were published, in words that begin with `whole` if so."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        publish_small(folder, 1)
        file = folder / "served" / CURRENT / VIEWS
        command = [str(one) for one in (python, PROBE, kind, file, N_VERSIONS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as client:
            for number in range(2, N_VERSIONS + 1):
                time.sleep(PAUSE_SECONDS)
                publish_small(folder, number)
            out, err = client.communicate()
        found = answer(subprocess.CompletedProcess(command, client.returncode, out, err))
    if isinstance(found, str):
        return found
    is_whole = not found["mixed"] and found["last"] == N_VERSIONS
    return ("whole: " if is_whole else "MIXED: ") + f"{found['readings']} readings of {found['versions']} versions"


def main() -> int:
    """Print what each client read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("served", nargs="?", type=Path, default=Path("served"), help="published folder")
    served = parser.parse_args().served
    if current(served) is None:
        sys.exit(f"Nothing is published in {served}: run `make demo` or `customer360 publish` first.")
    rows: list[Row] = []
    for kind, packages in CLIENTS:
        python = environment(packages)
        rows.append((label(python, packages), reading(python, kind, served), following(python, kind)))
    print_table(f"Clients of {served}", ("client", "reads", "while ten versions are published"), rows)
    return 0 if all(read.startswith("all ") and saw.startswith("whole") for _, read, saw in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
