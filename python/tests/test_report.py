"""The page of figures: what it is made of, its texts, and the command that writes it whole or not at all."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import resource
import signal
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from customer360.cli import main
from customer360.publishing.versions import (
    MANIFEST,
    VIEWS,
    PublishedTable,
    Version,
    sha256,
    switch,
    write_manifest,
    write_views,
)
from customer360.report import figures as figures_module
from customer360.report.figures import queries
from customer360.report.page import BUNDLES, HERE, SECTIONS, About, bundles, inert, page
from pytest import MonkeyPatch
from warehouse import ROOT

LABELS = {
    row["key"]: row
    for row in csv.DictReader((ROOT / "seeds" / "config" / "report_labels.csv").read_text("utf-8").splitlines())
}
SCRIPTS = {
    file.name: file.read_text("utf-8")
    for folder in (HERE / "page", HERE / "page" / "sections")
    for file in folder.iterdir()
    if file.name.endswith(".js")
}


# What the page is made of


def test_texts_of_the_data_cannot_end_their_script() -> None:
    data = {"name": '</script><img src=x onerror=alert(1)><!--\u2028\u2029 \\ & " 名 '}
    safe = inert(data)
    assert "<" not in safe and "\u2028" not in safe and "\u2029" not in safe
    assert json.loads(safe) == data
    with pytest.raises(ValueError, match="JSON"):
        inert({"rate": float("nan")})


def test_the_page_asks_for_nothing() -> None:
    html = page(About("v", None, None, 5), {"en": {}, "zh": {}}, {})
    assert "<!-- insert" not in html
    assert html.count("<script") == 2 + len(bundles())
    assert not re.search(
        r"<(?:link|iframe|img|script[^>]* src)\b", html.partition('<script type="application/json"')[0]
    )
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="(.*?)">', html)
    rules = {name: sources for name, *sources in (rule.split() for rule in policy.split(";"))}
    runs = [hashlib.sha256(one.encode()).digest() for one in re.findall(r"<script>(.*?)</script>", html, re.S)]
    assert rules.pop("script-src") == [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in runs]
    assert rules.pop("style-src") == ["'unsafe-inline'"]
    assert rules == {name: ["'none'"] for name in ("default-src", "base-uri", "form-action")}


def test_bundles_are_those_of_their_checksums() -> None:
    lines = dict(line.split()[::-1] for line in (BUNDLES / "SHA256SUMS").read_text("utf-8").splitlines())
    found = {one["name"]: one["sha256"] for one in bundles()}
    assert found == {name: digest for name, digest in lines.items() if name.endswith(".js")}
    assert all(hashlib.sha256((BUNDLES / name).read_bytes()).hexdigest() == digest for name, digest in lines.items())
    assert all("Permission" in one["licence"] for one in bundles())


def all_files(folder: Traversable) -> Iterator[str]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from (f"{one.name}/{name}" for name in all_files(one))
        else:
            yield one.name


def test_the_wheel_holds_all_that_the_page_needs(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  slow to load, and wanted here alone

    packed = {one.distribution_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    needed = {f"customer360/report/{name}" for name in all_files(HERE) if "__pycache__" not in name}
    assert len(needed) > 10
    assert needed <= packed


def test_of_columns_that_drifted_those_are_shown_that_moved_most() -> None:
    """The simulated company has none: 30 columns of which the first 25 drifted, each by less than the one before."""
    [one] = [one for one in queries() if one.name == "quality_drift"]
    with duckdb.connect() as connection:
        connection.execute(
            "create table data_quality_drift as select 'orders' as source_name, 'c' || (100 + i) as column_name, "
            "200 as n_rows, 100 as n_previous_rows, 0.5 as null_rate, 0.5 + (25 - i) / 100 as previous_null_rate, "
            "null_rate - previous_null_rate as null_rate_drift, 0 as invalid_rate, 0 as previous_invalid_rate, "
            "0 as invalid_rate_drift, i < 25 as has_drifted from range(30) as numbers (i)"
        )
        shown = connection.execute(one.sql).fetchall()
    assert [row[1] for row in shown] == [f"c{number}" for number in range(100, 120)]
    assert shown[0] == ("orders", "c100", 200, 100, 0.5, 0.75, 0, 0)


# Labels


def titles() -> set[str]:
    """Figures by the names of their headings."""
    found = set()
    for script in SCRIPTS.values():
        for name, rest in re.findall(r'\bfigure\("(\w+)"(.*?)(?=\bfigure\("|\Z)', script, re.S):
            said = re.search(r'\btitle: "(\w+)"', rest)
            found.add(said[1] if said else name)
    return found


def columns() -> set[str]:
    """Columns that tables of the page show."""
    lists = [found for script in SCRIPTS.values() for found in re.findall(r"\bcolumns: \[(.*?)\]", script, re.S)]
    return {name for found in lists for name in re.findall(r'"(\w+)"', found)}


def used_keys() -> set[str]:
    """Keys of labels that scripts and markup name in full."""
    texts = [*SCRIPTS.values(), (HERE / "page" / "page.html").read_text("utf-8")]
    literal = {key for text in texts for key in re.findall(r'"([a-z]\w*\.[a-z]\w*)"', text)}
    sections = {f"{kind}.{name}" for kind in ("section", "lead") for name in SECTIONS}
    of_figures = {f"{kind}.{name}" for kind in ("title", "reading", "empty", "definition") for name in titles()}
    alone = {name for script in SCRIPTS.values() for name in re.findall(r'\bdefinition\("(\w+)"', script)}
    of_figures |= {f"{kind}.{name}" for kind in ("title", "definition") for name in alone}
    return literal | sections | of_figures | {f"column.{name}" for name in columns()}


def test_labels_have_both_languages_and_the_same_values() -> None:
    for key, row in LABELS.items():
        assert row["en"].strip() and row["zh"].strip(), key
        assert set(re.findall(r"\{\w+\}", row["en"])) == set(re.findall(r"\{\w+\}", row["zh"])), key


def test_every_text_that_the_page_asks_for_is_there() -> None:
    assert titles() and columns()
    assert sorted(used_keys() - LABELS.keys()) == []


def test_no_label_is_left_over() -> None:
    """Texts of codes come from the data: what scripts put together (`value.${code}`) is not looked at."""
    exact = ("section", "lead", "title", "reading", "empty", "definition", "column")
    put_together = {start for script in SCRIPTS.values() for start in re.findall(r"`([\w.]+)\$\{", script)}
    put_together = tuple(start for start in put_together if start.rstrip(".") not in exact)
    words = {word for text in (*SCRIPTS.values(), *(one.sql for one in queries())) for word in re.findall(r"\w+", text)}
    used = used_keys() | {f"column.{word}" for word in words}
    assert sorted(key for key in LABELS.keys() - used if not key.startswith(put_together)) == []


def test_every_section_is_on_the_page() -> None:
    files = {name.removesuffix(".js") for name in SCRIPTS} - {"core", "charts"}
    assert set(SECTIONS) == files
    for name in SECTIONS:
        assert re.findall(r'\bsection\("(\w+)"', SCRIPTS[f"{name}.js"]) == [name]


def test_every_query_is_on_the_page() -> None:
    asked = {
        name for script in SCRIPTS.values() for name in re.findall(r'\b(?:figure|rows|definition)\("(\w+)"', script)
    }
    assert {one.name for one in queries()} == asked


# The command


QUERY = "-- people: n_customers\n-- hides: amount\nselect stage, n_customers, amount from stages order by stage\n"


class Served:
    """A folder with one published version of a table of stages, and one query that reads it."""

    def __init__(self, folder: Path, patch: MonkeyPatch) -> None:
        self.folder, self.page = folder / "served", folder / "report" / "index.html"
        self.place = self.folder / "versions" / "20240701T063000Z"
        self.place.mkdir(parents=True)
        (folder / "queries").mkdir()
        (folder / "queries" / "stages.sql").write_text(QUERY)
        patch.setattr(figures_module, "QUERIES", folder / "queries")

    def publish(self, *left_out: str) -> None:
        tables = {
            "main.stages": "select * from (values ('a', 3, 30.5), ('b', 40, 41.0)) as t (stage, n_customers, amount)",
            "config.report_labels": "select 'page.title' as key, 'Customers' as en, '客户' as zh",
            "intermediate.int_reporting_currency": "select 'EUR' as reporting_currency",
            "main.orders": "select 'O1' as order_id",
        }
        published = []
        for name, rows in tables.items():
            if name not in left_out:
                schema, _, table = name.partition(".")
                file = self.place / f"{name}.parquet"
                duckdb.sql(rows).write_parquet(str(file))
                n_rows = len(duckdb.sql(rows).fetchall())
                published.append(PublishedTable(schema, table, file.name, n_rows, file.stat().st_size, sha256(file)))
        version = Version(self.place.name, "2024-06-30", "2024-07-01T06:30:00+00:00", "one", tuple(published))
        write_views(version, self.place)
        write_manifest(version, self.place)
        switch(self.folder, version.name)

    def report(self, *more: str) -> int:
        return main(["report", "--folder", str(self.folder), "--output", str(self.page), *more])


@pytest.fixture
def served(tmp_path: Path, monkeypatch: MonkeyPatch) -> Served:
    return Served(tmp_path, monkeypatch)


def data_of(file: Path) -> dict[str, Any]:
    """What the figures of a page are drawn from."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text("utf-8"), re.S)
    assert found
    return dict(json.loads(found[1]))


def test_the_page_is_of_the_version_that_is_served(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    assert served.report() == 0
    assert str(served.page) in capsys.readouterr().out
    data = data_of(served.page)
    assert data["about"]["version"] == served.place.name
    assert (data["about"]["as_of_date"], data["about"]["currency"], data["about"]["smallest"]) == (
        "2024-06-30",
        "EUR",
        5,
    )
    assert data["labels"] == {"en": {"page.title": "Customers"}, "zh": {"page.title": "客户"}}
    stages = data["figures"]["stages"]
    assert stages["rows"] == [["a", None, None], ["b", 40, 41]]
    assert (stages["hidden"], stages["sql"]) == ([0], QUERY)
    assert [file.name for file in served.page.parent.iterdir()] == [served.page.name]


def test_the_smallest_group_is_an_option(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    assert served.report("--smallest-group", "3") == 0
    assert data_of(served.page)["figures"]["stages"]["rows"][0] == ["a", 3, 30.5]
    with pytest.raises(SystemExit):
        served.report("--smallest-group", "0")
    assert "smallest-group" in capsys.readouterr().err


def test_the_same_version_gives_the_same_bytes(served: Served) -> None:
    served.publish()
    assert served.report() == 0
    first = served.page.read_bytes()
    assert served.report() == 0
    assert served.page.read_bytes() == first


def test_no_page_without_a_version(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert served.report() == 1
    assert "run `customer360 publish`" in capsys.readouterr().err
    assert not served.page.exists()


@pytest.mark.parametrize("table", ["config.report_labels", "main.stages"])
def test_a_version_of_an_earlier_release_is_no_page(
    served: Served, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    served.publish()
    assert served.report() == 0
    before = served.page.read_bytes()
    (served.place / VIEWS).unlink()
    served.publish(table)
    capsys.readouterr()
    assert served.report() == 1
    error = capsys.readouterr().err
    assert "run `dbt build` and `customer360 publish` again" in error and table.rpartition(".")[2] in error
    assert served.page.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_table_is_no_page(served: Served, capsys: pytest.CaptureFixture[str], damage: str) -> None:
    served.publish()
    file = served.place / "main.stages.parquet"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-20])
    else:
        file.unlink()
    assert served.report() == 1
    assert "The page cannot be made" in capsys.readouterr().err
    assert not served.page.exists()


@pytest.mark.parametrize("table", ["main.stages", "config.report_labels", "intermediate.int_reporting_currency"])
def test_a_table_that_is_not_the_published_one_is_no_page(
    served: Served, capsys: pytest.CaptureFixture[str], table: str
) -> None:
    """As many rows of the same columns, but others: only the sha256 tells."""
    served.publish()
    assert served.report() == 0
    before = served.page.read_bytes()
    file = served.place / f"{table}.parquet"
    duckdb.sql(f"from read_parquet('{file}')").order("1 desc").write_parquet(f"{file}.new", compression="gzip")
    Path(f"{file}.new").replace(file)
    assert served.report() == 1
    error = capsys.readouterr().err
    assert f"{table}.parquet is not as it was published" in error and "customer360 rollback" in error
    assert served.page.read_bytes() == before


def test_a_table_that_no_figure_reads_does_not_keep_the_page_back(served: Served) -> None:
    """The largest tables are rows of customers and orders, which the page does not read: nor are they compared."""
    served.publish()
    (served.place / "main.orders.parquet").write_bytes(b"other")
    assert served.report() == 0


def test_a_place_that_cannot_be_written_says_so(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    served.page.parent.write_text("a file")
    assert served.report() == 1
    assert "cannot be written" in capsys.readouterr().err


def test_what_is_no_file_is_not_replaced(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    served.page.mkdir(parents=True)
    assert served.report() == 1
    assert "is no file that a page can be written to" in capsys.readouterr().err
    assert list(served.page.parent.iterdir()) == [served.page]


def test_a_damaged_version_is_said_to_be_damaged(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    (served.place / MANIFEST).write_text("{")
    assert served.report() == 1
    assert "customer360 rollback" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["mkdir", "write_text", "replace"])
def test_whatever_may_not_be_written_leaves_nothing_behind(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: MonkeyPatch, step: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    served.publish()
    monkeypatch.setattr(Path, step, refuse)
    assert served.report() == 1
    assert "cannot be written ([Errno 13] Permission denied)" in capsys.readouterr().err
    assert list(served.page.parent.glob("*")) == []


def test_a_full_disk_leaves_the_page_of_before(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.publish()
    assert served.report() == 0
    content = served.page.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        assert served.report() == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "a page written before stays" in capsys.readouterr().err
    assert [file.read_bytes() for file in served.page.parent.iterdir()] == [content]
