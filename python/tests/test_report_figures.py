"""The page of the simulated company: every figure equals what it is a figure of, and shows nobody."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from customer360.cli import main
from customer360.publishing.versions import CURRENT, VIEWS
from customer360.report.figures import Cell, Figure, cell, figures, queries
from personal import personal_values, shown
from report_support import SMALLEST, figures_of_many, written_page
from warehouse import Build

#: One query per figure, written anew: over orders, customers and what else the figure's marts are made of.
CHECKS = Path(__file__).parent / "figure_checks"
#: Figures that have nothing to show of the simulated company.
EMPTY = {"quality_drift", "product_feedback"}
QUERIES = {one.name: one for one in queries()}
#: Bytes of the page, and rows of a figure: no more than a person can look at.
MOST_BYTES, MOST_ROWS = 2_000_000, 1_000

Row = dict[str, Cell]


@pytest.fixture(scope="module")
def file(published_demo: Path) -> Path:
    return published_demo / CURRENT / VIEWS


@pytest.fixture(scope="module")
def plain(file: Path) -> dict[str, Figure]:
    """The figures with nothing hidden."""
    return figures(file, 1)


@pytest.fixture(scope="module")
def hidden(file: Path) -> dict[str, Figure]:
    return figures(file, SMALLEST)


def rows_of(figure: Figure) -> list[Row]:
    return [dict(zip(figure.columns, row, strict=True)) for row in figure.rows]


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_figure_equals_what_it_is_a_figure_of(name: str, plain: dict[str, Figure], demo_build: Build) -> None:
    check = CHECKS / f"{name}.sql"
    assert check.exists(), (
        f"{name}.sql has no independent check: write {check}, which gives the same rows in its own way"
    )
    with duckdb.connect(str(demo_build.database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        result = connection.execute(check.read_text("utf-8"))
        columns = [column[0] for column in result.description or []]
        expected = [dict(zip(columns, map(cell, row), strict=True)) for row in result.fetchall()]
    found = rows_of(plain[name])
    assert found or name in EMPTY
    assert len(found) == len(expected)
    assert set(columns) <= set(plain[name].columns)
    missing = set(plain[name].columns) - set(columns)
    assert not missing, f"unchecked: {missing}"
    for one, other in zip(found, expected, strict=True):
        assert one == {
            key: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            for key, value in other.items()
        }


def test_products_that_stand_out_are_those_of_the_largest_lifts(file: Path) -> None:
    """The simulated company has none: here all do that are given back oftener than their category."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as served (read_only)")
        connection.execute(
            "create table product_feedback as select * replace (return_lift > 1 as is_return_rate_high, "
            "false as is_complaint_rate_high) from served.product_feedback where n_orders >= 30"
        )
        connection.execute("create table products as from served.products limit 0")
        rows = connection.execute(QUERIES["product_feedback"].sql).fetchall()
        names = [column[0] for column in connection.description or []]
        expected = connection.execute(
            "select product_id, n_returns, n_orders, return_rate, return_lift from product_feedback "
            "where period_kind = 'all' and return_lift > 1 order by return_lift desc, product_id limit 10"
        ).fetchall()
    columns = ["product_name", "n_events", "n_orders", "event_rate", "category_lift"]
    assert len(expected) == 10
    assert [tuple(row[names.index(column)] for column in columns) for row in rows] == expected


def test_a_headline_in_plain_numbers(plain: dict[str, Figure]) -> None:
    """Exact figures, so that a change of any rule shows."""
    month = {row["measure"]: row["value"] for row in rows_of(plain["headline"])}
    assert month["net_revenue"] == pytest.approx(55987.649)
    assert (month["orders"], month["customers"]) == (300, 243)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_figure_is_small(name: str, plain: dict[str, Figure]) -> None:
    assert len(plain[name].rows) <= MOST_ROWS


def test_the_page_does_not_grow_with_the_customers(file: Path, tmp_path: Path, plain: dict[str, Figure]) -> None:
    """Every customer three times: the same rows."""
    found = figures_of_many(file, 3, tmp_path / "three.duckdb")
    assert {name: len(one.rows) for name, one in found.items()} == {name: len(one.rows) for name, one in plain.items()}


def test_what_counts_people_says_so() -> None:
    """Whoever writes a query with a number of people says which, or that of no column."""
    for name, one in QUERIES.items():
        body = re.sub("--.*", "", one.sql)
        if re.search(r"\bn_(customers|people|members|respondents)\b", body):
            assert one.people, f"{name}.sql does not say `-- people:`"


@pytest.mark.parametrize("name", sorted(name for name, one in QUERIES.items() if one.people))
def test_small_groups_are_hidden(name: str, plain: dict[str, Figure], hidden: dict[str, Figure]) -> None:
    columns, small = plain[name].columns, set(hidden[name].hidden)
    people = QUERIES[name].people
    assert {column for one in people for part in (one.hides, *one.within) for column in part} <= set(columns)
    hideable = {column for one in people for column in (one.column, *one.hides)}
    for number, (before, after) in enumerate(zip(rows_of(plain[name]), rows_of(hidden[name]), strict=True)):
        gone = {column for column in columns if after[column] != before[column]}
        assert gone <= hideable and {after[column] for column in gone} <= {None}
        assert number in small or not gone
        for one in people:
            size = before[one.column]
            if isinstance(size, int | float) and 0 < size < SMALLEST:
                assert number in small
                assert {after[column] for column in (one.column, *one.hides)} == {None}
            elif one.column in gone:
                assert {after[column] for column in one.hides} <= {None}


def test_stages_are_not_told_by_what_rates_are_of(hidden: dict[str, Figure]) -> None:
    """The base of a rate is a sum of stages at the end of the month before: never is one alone of them hidden."""
    stages = {"acquisition": "is_customer", "lapse": "is_customer", "retention": "is_buying"}
    stocks, rates = rows_of(hidden["lifecycle_stocks"]), rows_of(hidden["lifecycle_rates"])
    assert any(row["n_at_end"] is None for row in stocks)
    n_sums = 0
    for earlier, later in pairwise(sorted({str(row["month_date"]) for row in stocks})):
        for measure, column in stages.items():
            of = [row["n_at_end"] for row in stocks if row["month_date"] == earlier and row[column]]
            bases = [row["n_base"] for row in rates if (row["month_date"], row["measure"]) == (later, measure)]
            assert of.count(None) != 1
            if None not in of:
                n_sums += 1
                assert bases == [sum(size for size in of if isinstance(size, int))]
    assert n_sums > 20


def test_the_page_is_small_and_the_same_each_time(published_demo: Path, demo_page: Path, tmp_path: Path) -> None:
    again = tmp_path / "index.html"
    assert main(["report", "--folder", str(published_demo), "--output", str(again)]) == 0
    assert again.read_bytes() == demo_page.read_bytes()
    assert len(again.read_bytes()) < MOST_BYTES


def test_the_page_shows_nobody(hidden: dict[str, Figure], demo_page: Path, demo_build: Build) -> None:
    texts = {text for one in hidden.values() for row in one.rows for text in row if isinstance(text, str)}
    data = re.search(r'id="data">(.*?)</script>', demo_page.read_text("utf-8"), re.S)
    assert data and texts
    texts |= {json.dumps(one, ensure_ascii=False) for one in json.loads(data[1])["figures"].values()}
    with duckdb.connect(str(demo_build.database), read_only=True) as connection:
        personal = personal_values(connection)
        ids = {
            one.casefold()
            for query in (
                "customer_id from customer_360",
                "order_id from orders",
                "record_id from customer_merges",
            )
            for (one,) in connection.execute(f"select distinct {query} where customer_id <> 'GUEST'").fetchall()
        }
    assert len(personal) > 5_000 and len(ids) > 10_000
    assert shown(texts, personal) == {}
    assert {word for text in texts for word in re.findall(r"[\w:-]+", text.casefold())} & ids == set()


def test_the_page_of_a_company_without_rows(file: Path, tmp_path: Path) -> None:
    found = figures_of_many(file, 0, tmp_path / "bare.duckdb")
    assert found.keys() == QUERIES.keys()
    assert "<!-- insert" not in written_page(tmp_path / "index.html", found).read_text("utf-8")
