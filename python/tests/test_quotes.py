"""Quotes in CSV that are never closed: told with their line, and no other quote, line end or sign is taken for one."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from customer360.contract import CONTRACT_FILE, load_contract
from customer360.inputs import quotes
from customer360.inputs.check import Check, Engine, check
from customer360.inputs.declarations import Declaration, Declared
from customer360.inputs.quotes import Unclosed, unclosed_quote
from customer360.inputs.reading import CSV_OPTIONS
from customer360.inputs.settings import Settings
from hypothesis import given
from hypothesis import strategies as st
from warehouse import ROOT, build

HEADER = "order_id,customer_id,store,ordered_at,order_amount\n"
OPEN = 'X1,C1,"Joe,2024-05-05 10:00:00,10.00\n'


def orders(first: int, last: int) -> str:
    return "".join(f"O{i},C{i % 400},Main St,2024-{1 + i % 9:02d}-01 10:00:00,20.50\n" for i in range(first, last))


def unclosed(folder: Path, text: str, separator: str = ",", name: str = "x.csv") -> Unclosed | None:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return unclosed_quote(path, separator)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a,b\n1,"x\n2,y\n3,z\n', Unclosed(2, 2)),
        ('a,b\n1,"x\n2,y\n3,z', Unclosed(2, 2)),
        ('a,b\r\n1, "x\r\n2,y\r\n', Unclosed(2, 1)),
        ('a,b\r1,"x\r2,y\r', Unclosed(2, 1)),
        ('a,b\n1,"x ""y""\n2,""\n', Unclosed(2, 1)),
        ('"a","b\n1,y\n', Unclosed(1, 1)),
        ('a,b\n1,"x\ny"\n2,5" nail\n"3","z\n4,\n', Unclosed(5, 1)),
        # Of a file that ends within its last line no other line is lost.
        ('a,b\n1,x\n2,"y', None),
        ('a,b\n1,x\n2,"y\n\n', None),
        ('a,b\n1,5" nail\n2,x\n', None),
        ('a,b\n1,a "quote\n2,x\n', None),
        ('a,b\n1,"x\r\n\r\n\ry"\n2,""""\n3,""\n4,"a, ""b"""\n', None),
        ('a;b\n1;x,"y\n2;z\n', None),
        ("", None),
    ],
)
def test_only_a_quote_that_is_never_closed_is_one(
    text: str, found: Unclosed | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    separator = ";" if text.startswith("a;") else ","
    for chunk in (1, 7, quotes.CHUNK):
        monkeypatch.setattr(quotes, "CHUNK", chunk)
        for name in ("x.csv", "x.csv.gz"):
            assert unclosed(tmp_path, text, separator, name) == found, (chunk, name)


CELLS = st.text(alphabet='ab ",;\n\r', max_size=6)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from([1, 5, 99])
)
def test_what_is_written_as_csv_has_none_until_one_is_opened(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], end: str, chunk: int
) -> None:
    text = StringIO()
    csv.writer(text, lineterminator=end).writerows(rows)
    folder = tmp_path_factory.mktemp("csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quotes, "CHUNK", chunk)
        assert unclosed(folder, text.getvalue()) is None
        found = unclosed(folder, f'{text.getvalue()}x,"y{end}1,2{end}3,4{end}')
    assert found == Unclosed(text.getvalue().count("\n") + 1, 2)


def test_a_value_that_outgrows_all_limits_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "CHUNK", 100)
    monkeypatch.setattr(quotes, "LONGEST", 1_000)
    assert unclosed(tmp_path, f'a,b\n1,"{"x" * 900}"\n2,y\n') is None
    assert unclosed(tmp_path, 'a,b\n1,"x\n' + "2,y\n" * 5_000) == Unclosed(2, 5_000)


def checked(location: Path) -> Check:
    declared = Declared([Declaration("orders", str(location))], Settings())
    return check(declared, load_contract(ROOT / CONTRACT_FILE), Engine(), date(2026, 11, 25))


def test_check_and_build_stop_where_duckdb_would_lose_lines(tmp_path: Path) -> None:
    (tmp_path / "orders_1.csv").write_text(HEADER + orders(0, 10))
    spoilt = tmp_path / "orders_2.csv"
    spoilt.write_text(HEADER + orders(10, 30_000) + OPEN + orders(30_000, 40_000))
    with duckdb.connect() as connection:
        query = f"select count(*) from read_csv($path, {CSV_OPTIONS})"
        assert connection.execute(query, {"path": str(spoilt)}).fetchone() == (29_991,)

    location = tmp_path / "orders_*.csv"
    words = f"line 29992 of {spoilt} and never closed, so that the 10,000 lines after it would be lost"
    (found,) = [one for one in checked(location).all_findings if one.level == "stops"]
    assert words in found.message
    done = build(tmp_path / "built" / "c360.duckdb", {"inputs": {"orders": str(location)}})
    assert not done.success and len(done.messages) == 1 and words in done.messages[0]


def test_a_quote_that_the_reader_itself_stumbles_over_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + orders(0, 30_000) + OPEN.replace('"Joe', '"TV 55" Samsung"') + orders(30_000, 30_100))
    (found,) = [one for one in checked(path).all_findings if one.level == "stops"]
    assert f"a text that begins with a quote (line 30002 of {path}) does not end with one" in found.message


def test_line_ends_within_quotes_are_no_loss(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER.replace("store", '"name of\nstore"') + orders(0, 20) + OPEN.replace("Joe", 'Jo\r\n\ne, 5"'))
    assert not [one for one in checked(path).all_findings if "quote" in one.message]
