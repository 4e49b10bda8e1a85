"""The pictures of docs/: up to date, true to dbt's manifest, and drawn only where they changed."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from customer360.cli import main
from customer360.diagrams.command import documents, is_of, write
from customer360.diagrams.dot import digest
from customer360.diagrams.entities import PICTURES, entities, tables_in
from customer360.diagrams.lineage import arrows, without_shortcuts
from customer360.diagrams.project import Area, DiagramError, Model, Project, Reference, Table, project_of
from hypothesis import given
from hypothesis import strategies as st
from warehouse import ROOT, parsed

DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """As dbt parses the demo for its build, so that the two share what is parsed."""
    found = parsed("c360", left_out=())
    assert found
    return dict(found.writable_manifest().to_dict())


@pytest.fixture(scope="module")
def project(manifest: dict[str, Any]) -> Project:
    return project_of(manifest)


def titles(file: Path) -> set[str]:
    """Boxes and lines of a picture by the names that Graphviz gives them; a line's without its columns."""
    found = ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}title")
    return {re.sub(r":\w+", "", title.text or "") for title in found} - {"customer360"}


def test_the_page_and_its_pictures_are_those_of_the_project(manifest: dict[str, Any]) -> None:
    text, pictures = documents(manifest)
    again = "run `make diagrams`"
    assert (DOCS / "diagrams.md").read_text(encoding="utf-8") == text, again
    assert {file.stem for file in (DOCS / "diagrams").iterdir()} == set(pictures), again
    assert [name for name, dot in pictures.items() if not is_of(DOCS / "diagrams" / f"{name}.svg", dot)] == [], again


def test_the_committed_lineage_shows_every_area_and_arrow(project: Project) -> None:
    areas = {f"{one.area.layer}/{one.area.name}" for one in project.models.values()}
    lines = without_shortcuts(arrows(project.models))
    drawn = {f"{a.layer}/{a.name}->{b.layer}/{b.name}" for a, b in lines}
    assert titles(DOCS / "diagrams" / "lineage.svg") == areas | drawn
    assert {"raw/crm", "staging/crm", "marts/orders", "predictions/churn", "serving/customer_360"} <= areas
    assert "serving/customer_360->serving/churn_watchlist" in drawn


def test_the_committed_pictures_show_the_keys_that_an_analyst_joins_by() -> None:
    shown = set().union(*(titles(DOCS / "diagrams" / f"entities_{name}.svg") for name in PICTURES))
    expected = {
        "order_items->orders",
        "order_items->products",
        "orders->customer_orders",
        "customer_orders->customer_360",
        "customer_tags->customer_360",
        "customer_clusters->customer_360",
        "churn_predictions->customer_360",
        "churn_contributions->churn_predictions",
        "customer_identifiers->customers",
    }
    assert expected - shown == set()


def test_keys_and_references_are_those_that_tests_state(project: Project) -> None:
    items = project.tables["order_items"]
    assert items.key == ("order_item_id",) and items.folder == "marts/orders"
    assert set(items.references) == {
        Reference("order_id", "orders", "order_id", may_be_empty=False),
        Reference("product_id", "products", "product_id", may_be_empty=True),
        Reference("refunded_order_item_id", "order_items", "order_item_id", may_be_empty=True),
    }
    assert project.tables["customer_value"].references == (ONWARD,), "tables of seeds are no served tables"


def test_every_served_table_is_in_one_picture_or_named_beside_it(project: Project) -> None:
    named = re.findall(r"`(\w+)`", " ".join(re.findall("Without a tested.*", (DOCS / "diagrams.md").read_text())))
    for name in PICTURES:
        own = {table.name for table in tables_in(project, name)}
        assert own <= titles(DOCS / "diagrams" / f"entities_{name}.svg") | set(named)
    assert len(project.tables) == sum(len(tables_in(project, name)) for name in PICTURES) > 100


def table(name: str, folder: str, key: str, *references: Reference) -> Table:
    columns = tuple(dict.fromkeys([key, *(one.column for one in references)]))
    return Table(name, "marts", folder, f"One row per {key}", columns, (key,), frozenset({key}), references)


HUB = table("customer_360", "marts/customer_360", "customer_id")
ONWARD = Reference("customer_id", "customer_360", "customer_id", False)
SOME = table("customer_orders", "marts/orders", "customer_id", ONWARD)
ORDERS = table(
    "orders",
    "marts/orders",
    "order_id",
    Reference("customer_id", "customer_orders", "customer_id", True),
    Reference("refunded_order_id", "orders", "order_id", True),
)


def edges(dot: str) -> list[str]:
    return [line.strip() for line in dot.splitlines() if "->" in line]


def test_a_line_says_how_many_rows_and_a_reference_within_a_table_is_named() -> None:
    dot = entities(Project({}, {one.name: one for one in (HUB, SOME, ORDERS)}), [HUB, SOME, ORDERS])
    one_to_one = '"customer_orders":"customer_id":e -> "customer_360":"customer_id":w [dir="both" '
    assert edges(dot) == [
        one_to_one + 'arrowtail="teeodot" arrowhead="teetee"]',
        '"orders":"customer_id":e -> "customer_orders":"customer_id":w [dir="both" '
        'arrowtail="crowodot" arrowhead="teeodot"]',
    ]
    assert "FK to order_id" in dot


def test_a_line_leads_on_past_a_table_beyond_the_picture() -> None:
    project = Project({}, {one.name: one for one in (HUB, SOME, ORDERS)})
    (line,) = edges(entities(project, [ORDERS]))
    assert line.startswith('"orders":"customer_id":e -> "customer_360":"customer_id":w')


@pytest.mark.parametrize(("back", "target"), [(True, "customer_orders"), (False, "customer_360")])
def test_a_line_leads_on_only_where_every_value_does_and_never_in_a_circle(back: bool, target: str) -> None:
    hub = table("customer_360", "marts/customer_360", "customer_id", replace(ONWARD, table="customer_orders"))
    some = table("customer_orders", "marts/orders", "customer_id", replace(ONWARD, may_be_empty=back))
    (line,) = edges(entities(Project({}, {one.name: one for one in (hub, some, ORDERS)}), [ORDERS]))
    assert f'-> "{target}"' in line


def test_half_of_many_tables_stand_behind_the_one_that_they_refer_to() -> None:
    many = [table(f"t{number}", "marts/tags", "customer_id", ONWARD) for number in range(4)]
    starts = [line.split('"')[1] for line in edges(entities(Project({}, {HUB.name: HUB}), [HUB, *many]))]
    assert starts == ["t0", "customer_360", "t2", "customer_360"]


def test_areas_that_read_each_other_keep_the_way_from_the_inputs() -> None:
    early, late, source = Area("intermediate", "identity"), Area("marts", "orders"), Area("raw", "crm")
    models = {
        "raw": Model("raw", source, ()),
        "a": Model("a", early, ("raw",)),
        "b": Model("b", late, ("a",)),
        "c": Model("c", early, ("b",)),
        "d": Model("d", late, ("c",)),
    }
    assert arrows(models) == [(early, late), (source, early)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), unique=True))
def test_arrows_that_follow_from_others_are_left_out_as_networkx_finds_them(pairs: list[tuple[int, int]]) -> None:
    areas = [Area("marts", str(number)) for number in range(10)]
    kept = without_shortcuts([(areas[a], areas[b]) for a, b in pairs])
    assert {(int(a.name), int(b.name)) for a, b in kept} == set(nx.transitive_reduction(nx.DiGraph(pairs)).edges)


def test_what_has_not_changed_is_not_drawn_and_what_is_gone_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = itertools.count()
    monkeypatch.setattr("customer360.diagrams.command.svg", lambda dot: f"<!-- {digest(dot)} {next(drawn)} -->\n")
    write("page", {"one": "digraph {}", "two": "digraph {a}"}, tmp_path)
    write("page", {"one": "digraph {b}"}, tmp_path)
    write("page", {"one": "digraph {b}"}, tmp_path)
    assert [file.name for file in (tmp_path / "diagrams").iterdir()] == ["one.svg"]
    assert next(drawn) == 3


def test_without_graphviz_the_command_says_what_to_install(
    manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "manifest.json").write_text(json.dumps(manifest, default=str))
    place = ["--manifest", str(tmp_path / "manifest.json"), "--folder"]
    assert main(["diagrams", *place, str(tmp_path)]) == 1
    assert "apt-get install graphviz" in capsys.readouterr().err
    assert main(["diagrams", "--manifest", str(tmp_path / "none.json")]) == 1
    assert "dbt parse" in capsys.readouterr().err


@pytest.mark.parametrize("content", [{}, {"nodes": {}, "sources": {}}, {"nodes": {"a": {}}, "sources": {}}])
def test_what_is_no_manifest_is_refused_in_words(content: dict[str, Any]) -> None:
    with pytest.raises(DiagramError, match="manifest"):
        project_of(content)
