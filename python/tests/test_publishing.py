"""Published versions: whole or not at all, whatever fails, and readers that never see a half of one."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from customer360.cli import main
from customer360.publishing.versions import CURRENT, MANIFEST, VIEWS, current, publishing, versions

TABLES = ("churn_watchlist", "customer_360", "orders")

#: Opens the served file again and again; prints how often, and each answer in which tables were of several versions.
READER = """
import sys, time, duckdb
from pathlib import Path
file, stop = Path(sys.argv[1]), Path(sys.argv[2])
reads = 0
while not stop.exists():
    with duckdb.connect(str(file), read_only=True) as connection:
        found = {connection.execute(f"select max(number) from {name}").fetchone() for name in sys.argv[3:]}
    reads += 1
    time.sleep(0.02)
    if len(found) != 1:
        print("mixed", found)
print("reads", reads)
"""


class Company:
    """A warehouse of three small marts, and what dbt leaves behind when it built them."""

    def __init__(self, folder: Path) -> None:
        self.database, self.target, self.served = folder / "c360.duckdb", folder / "target", folder / "served"
        self.target.mkdir()

    def build(self, number: int, n_rows: int = 3) -> None:
        """Write tables that hold a number, and the files of a build that passed."""
        self.database.unlink(missing_ok=True)
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("create schema intermediate; create schema pii")
            connection.execute("create table intermediate.as_of as select date '2024-06-30' as as_of_date")
            for name in (*TABLES, "pii.customers"):
                connection.execute(
                    f"create table {name} as select range as id, {number} as number from range({n_rows})"
                )
        nodes = [self.model(name, None) for name in TABLES]
        nodes += [self.model("as_of", "intermediate"), self.model("customers", "pii")]
        nodes += [self.key(name) for name in TABLES]
        ids = [node["unique_id"] for node in nodes]
        self.write("manifest", {"metadata": self.metadata(), "nodes": {node["unique_id"]: node for node in nodes}})
        results = [{"unique_id": one, "status": "pass" if one.startswith("test") else "success"} for one in ids]
        self.write("run_results", {"metadata": self.metadata(), "args": {"which": "build"}, "results": results})

    def metadata(self) -> dict[str, str]:
        return {"adapter_type": "duckdb", "invocation_id": "one", "invocation_started_at": "2024-06-30T00:00:00Z"}

    def model(self, name: str, schema: str | None) -> dict[str, Any]:
        config = {"schema": schema, "meta": {}, "where": None, "tags": []}
        place = {"database": "c360", "schema": schema or "main", "alias": name}
        columns = {
            "id": {"description": "The id,\n the company's own."},
            "gone": {"description": "No column any more."},
        }
        said = {"description": f"One row per {name}.\n", "columns": columns}
        return {"unique_id": f"model.c.{name}", "resource_type": "model", "name": name, "config": config} | place | said

    def key(self, name: str) -> dict[str, Any]:
        metadata = {"name": "primary_key", "kwargs": {"columns": ["id"]}}
        links = {"attached_node": f"model.c.{name}", "depends_on": {"nodes": [f"model.c.{name}"]}}
        head = {"unique_id": f"test.c.{name}_key", "resource_type": "test", "name": f"{name}_key"}
        return head | links | {"test_metadata": metadata, "config": {"where": None}}

    def write(self, name: str, content: dict[str, Any]) -> None:
        (self.target / f"{name}.json").write_text(json.dumps(content))

    def change(self, name: str, **values: Any) -> None:
        """Change top-level parts of one of dbt's files."""
        file = self.target / f"{name}.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    def arguments(self, command: str = "publish", *more: str) -> list[str]:
        places = ["--folder", str(self.served)]
        if command == "publish":
            places += ["--database", str(self.database), "--target-path", str(self.target)]
        return [command, *places, *more]

    def number(self) -> int:
        """The number in the tables that are served."""
        with duckdb.connect(str(self.served / CURRENT / VIEWS), read_only=True) as connection:
            [(number,)] = connection.execute("select max(number) from customer_360").fetchall()
        return int(number)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company with one finished build that holds the number 1."""
    one = Company(tmp_path)
    one.build(1)
    return one


def test_what_is_published_is_what_was_built(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(company.arguments()) == 0
    assert "Published 3 tables" in capsys.readouterr().out
    with duckdb.connect(str(company.served / CURRENT / VIEWS), read_only=True) as connection:
        names = connection.execute("select table_name, table_schema from information_schema.tables order by all")
        assert names.fetchall() == [(name, "main") for name in TABLES], "neither what is between nor personal data"
        assert connection.execute("from orders order by id").fetchall() == [(0, 1), (1, 1), (2, 1)]
    [version] = versions(company.served)
    assert (version.as_of_date, [one.n_rows for one in version.tables]) == ("2024-06-30", [3, 3, 3])


def test_views_say_what_the_project_says_of_them(company: Company) -> None:
    assert main(company.arguments()) == 0
    with duckdb.connect(str(company.served / CURRENT / VIEWS), read_only=True) as connection:
        views = connection.execute("select view_name, comment from duckdb_views() where not internal order by all")
        assert views.fetchall() == [(name, f"One row per {name}.") for name in TABLES]
        columns = connection.execute("select distinct column_name, comment from duckdb_columns() where not internal")
        assert sorted(columns.fetchall()) == [("id", "The id, the company's own."), ("number", None)]


def test_equal_tables_give_equal_files(company: Company) -> None:
    assert main(company.arguments()) == 0
    with duckdb.connect(str(company.database)) as connection:
        connection.execute("create or replace table orders as from orders order by id desc")
    assert main(company.arguments()) == 0
    new, old = versions(company.served)
    assert new.name != old.name
    assert new.tables == old.tables


def test_personal_data_is_published_only_where_the_project_says_so(company: Company) -> None:
    manifest = json.loads((company.target / "manifest.json").read_text())
    manifest["nodes"]["model.c.customers"]["config"]["meta"]["is_published"] = True
    company.write("manifest", manifest)
    assert main(company.arguments()) == 0
    with duckdb.connect(str(company.served / CURRENT / VIEWS), read_only=True) as connection:
        assert connection.execute("select count(*) from pii.customers").fetchall() == [(3,)]


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        (
            "run_results",
            {"results": [{"unique_id": "test.c.orders_key", "status": "fail"}]},
            "did not pass.*orders_key",
        ),
        ("run_results", {"results": [{"unique_id": "model.c.orders", "status": "skipped"}]}, "did not pass.*orders"),
        (
            "run_results",
            {
                "results": [
                    *({"unique_id": f"model.c.after_{n}", "status": "skipped"} for n in range(9)),
                    {"unique_id": "test.c.orders_key", "status": "fail"},
                ]
            },
            "did not pass.*published: orders_key, after_0.* and 5 more",
        ),
        ("run_results", {"results": []}, "left out 3 of the tables"),
        (
            "run_results",
            {"results": [{"unique_id": f"model.c.{name}", "status": "success"} for name in TABLES]},
            "left out 3 of the tests",
        ),
        ("run_results", {"args": {"which": "run"}}, "was `dbt run`"),
        ("manifest", {"metadata": {"adapter_type": "duckdb", "invocation_id": "two"}}, "did not end"),
        ("manifest", {"metadata": {"adapter_type": "spark", "invocation_id": "one"}}, "Only a DuckDB warehouse"),
        ("manifest", {"nodes": {}}, "not those of this project"),
    ],
)
def test_a_build_that_did_not_pass_whole_is_not_published(
    company: Company, capsys: pytest.CaptureFixture[str], file: str, changes: dict[str, Any], message: str
) -> None:
    assert main(company.arguments()) == 0
    company.build(2)
    company.change(file, **changes)
    capsys.readouterr()
    assert main(company.arguments()) == 1
    assert re.search(message, capsys.readouterr().err)
    assert company.number() == 1
    assert len(versions(company.served)) == 1


def test_what_training_made_may_be_kept_from_an_earlier_build(company: Company) -> None:
    manifest = json.loads((company.target / "manifest.json").read_text())
    manifest["nodes"]["model.c.churn_watchlist"]["config"]["tags"] = ["train"]
    company.write("manifest", manifest)
    results = json.loads((company.target / "run_results.json").read_text())["results"]
    company.change("run_results", results=[one for one in results if "churn_watchlist" not in one["unique_id"]])
    assert main(company.arguments()) == 0
    assert len(versions(company.served)[0].tables) == 3


def test_a_file_that_the_build_did_not_write_is_not_published(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(company.database, (0, 0))
    assert main(company.arguments()) == 1
    assert "is not the file that the last build wrote" in capsys.readouterr().err
    company.database = company.database.rename(company.database.with_name("other.duckdb"))
    os.utime(company.database)
    assert main(company.arguments()) == 1
    assert "is not the file that the last build wrote" in capsys.readouterr().err


def test_a_version_that_cannot_be_written_leaves_the_last_one(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(company.arguments()) == 0
    company.build(2, n_rows=100_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        assert main(company.arguments()) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "what is served stays as it is" in capsys.readouterr().err
    assert company.number() == 1
    assert len(list((company.served / "versions").iterdir())) == 1


def test_a_folder_that_cannot_be_made_says_so(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    company.served.write_text("a file")
    assert main(company.arguments()) == 1
    assert f"{company.served} cannot be written" in capsys.readouterr().err


def test_one_process_publishes_at_a_time(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    with publishing(company.served):
        assert main(company.arguments()) == 1
    assert "Another process is publishing" in capsys.readouterr().err
    assert main(company.arguments()) == 0


def test_a_warehouse_that_is_being_built_is_not_published(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(company.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as building:
        assert building.stdout is not None
        building.stdout.readline()
        assert main(company.arguments()) == 1
        building.communicate()
    assert "cannot be opened" in capsys.readouterr().err


def test_rollback_and_what_is_kept(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2, 3, 4):
        company.build(number)
        assert main(company.arguments("publish", "--keep", "3")) == 0
    newest, _, oldest = versions(company.served)
    assert main(company.arguments("rollback")) == 0
    assert company.number() == 3
    assert main(company.arguments("rollback", oldest.name)) == 0
    assert company.number() == 2
    assert main(company.arguments("rollback")) == 1
    assert "no version before the current one" in capsys.readouterr().err
    assert main(company.arguments("versions")) == 0
    shown = capsys.readouterr().out
    assert f"{oldest.name} (current)" in shown
    assert newest.name in shown
    company.build(5)
    assert main(company.arguments("publish", "--keep", "1")) == 0
    assert company.number() == 5
    assert len(versions(company.served)) == 1


def test_a_damaged_version_is_not_gone_back_to(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(company.arguments()) == 0
    company.build(2)
    assert main(company.arguments()) == 0
    old = company.served / "versions" / versions(company.served)[1].name
    content = (old / "orders.parquet").read_bytes()
    (old / "orders.parquet").write_bytes(content[:-1])
    assert main(company.arguments("rollback")) == 1
    assert "is damaged (orders.parquet)" in capsys.readouterr().err
    (old / "orders.parquet").write_bytes(content[:-1] + b"!")
    assert main(company.arguments("rollback", old.name)) == 1
    assert company.number() == 2
    assert main(company.arguments("rollback", "no-such")) == 1
    assert "There is no version no-such" in capsys.readouterr().err


def test_a_served_version_without_its_manifest_stays_until_it_is_left(company: Company) -> None:
    assert main(company.arguments()) == 0
    company.build(2)
    assert main(company.arguments()) == 0
    (company.served / "versions" / "notes.txt").write_text("a file that somebody left here")
    (company.served / CURRENT / MANIFEST).unlink()
    with publishing(company.served):
        pass
    assert company.number() == 2
    assert main(company.arguments("rollback")) == 0
    assert company.number() == 1


def test_readers_never_fail_nor_see_two_versions(company: Company, tmp_path: Path) -> None:
    """Ten builds: two publications are killed, one build fails a test; three readers look on."""
    assert main(company.arguments()) == 0
    stop = tmp_path / "stop"
    reader = [sys.executable, "-c", READER, str(company.served / CURRENT / VIEWS), str(stop), *TABLES]
    readers = [subprocess.Popen(reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    dice = random.Random(7)
    published = [1]
    try:
        for number in range(2, 12):
            company.build(number, n_rows=20_000)
            if number == 4:
                company.change("run_results", results=[{"unique_id": "test.c.orders_key", "status": "fail"}])
            command = [sys.executable, "-m", "customer360.cli", *company.arguments()]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as publisher:
                if number in (6, 9):
                    deadline = time.monotonic() + 60
                    while time.monotonic() < deadline and unfinished(company.served) is None:
                        pass
                    time.sleep(dice.uniform(0, 0.02))
                    publisher.kill()
                publisher.wait()
            published += [number] if publisher.returncode == 0 else []
            assert company.number() == (number if publisher.returncode == 0 else published[-1])
    finally:
        stop.touch()
        answers = [one.communicate() for one in readers]
    assert {2, 3, 5, 7, 8, 10, 11} <= set(published)
    assert 4 not in published
    for out, err in answers:
        assert err == ""
        assert "mixed" not in out
        assert int(out.split()[-1]) > 10


def unfinished(folder: Path) -> Path | None:
    """A version that is being written."""
    return next((place for place in (folder / "versions").iterdir() if not (place / MANIFEST).exists()), None)


def test_a_copy_under_another_name_is_no_version_and_stays(company: Company) -> None:
    assert main(company.arguments()) == 0
    [version] = versions(company.served)
    place = company.served / "versions"
    shutil.copytree(place / version.name, place / "copy")
    (place / "list").mkdir()
    (place / "list" / MANIFEST).write_text("[]")
    assert versions(company.served) == [version]
    assert main(company.arguments("publish", "--keep", "1")) == 0
    assert {one.name for one in place.iterdir()} == {versions(company.served)[0].name, "copy", "list"}


def test_nothing_published_is_said(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(company.arguments("versions")) == 0
    assert "Nothing is published" in capsys.readouterr().out
    assert current(company.served) is None
